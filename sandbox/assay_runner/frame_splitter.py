"""Whole frames out of bytes that arrive in pieces, without looking at their values."""

import struct

from assay_wire.frames import check_header_length, parse_header

_PREFIX = struct.Struct("<I")


class FrameSplitter:
    """Feed it bytes; take frames. Raises ProtocolError for a frame that breaks a rule."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._frame_bytes = 0
        self._op = ""

    def feed(self, data: bytes) -> None:
        self._bytes += data

    def take(self) -> tuple[str, bytes | bytearray] | None:
        """The next whole frame as (op, raw bytes), or None where more is to come."""
        if not self._frame_bytes and not self._read_header():
            return None
        if len(self._bytes) < self._frame_bytes:
            return None
        frame: bytes | bytearray
        if len(self._bytes) == self._frame_bytes:
            # The usual case, and without a copy of a large answer.
            frame, self._bytes = self._bytes, bytearray()
        else:
            frame = bytes(memoryview(self._bytes)[: self._frame_bytes])
            del self._bytes[: self._frame_bytes]
        self._frame_bytes = 0
        return self._op, frame

    def _read_header(self) -> bool:
        if len(self._bytes) < _PREFIX.size:
            return False
        (length,) = _PREFIX.unpack_from(self._bytes)
        check_header_length(length)
        end = _PREFIX.size + length
        if len(self._bytes) < end:
            return False
        header, blob_bytes = parse_header(bytes(memoryview(self._bytes)[_PREFIX.size : end]))
        self._op = header["op"]
        self._frame_bytes = end + sum(blob_bytes)
        return True
