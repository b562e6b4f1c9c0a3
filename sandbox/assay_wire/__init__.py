"""Frames and values as docs/protocol.md defines them; the same code serves the checker and the student's side.

Standard library only. numpy and torch are used where something has already imported them, or on decoding where
the caller asks for arrays of that library.
"""

from .decode import Decoder
from .encode import Encoder
from .errors import EncodeError, EndOfStream, ProtocolError, TooLarge
from .frames import pack_frame, parse_header, read_frame, write_frame
from .pipes import widen

__all__ = [
    "Decoder",
    "EncodeError",
    "Encoder",
    "EndOfStream",
    "ProtocolError",
    "TooLarge",
    "pack_frame",
    "parse_header",
    "read_frame",
    "widen",
    "write_frame",
]
