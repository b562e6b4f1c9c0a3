"""Frames on file descriptors: `u32` length, JSON header, blobs."""

import os
import struct
from collections.abc import Sequence
from typing import Any

from .errors import EncodeError, EndOfStream, ProtocolError
from .limits import BLOB_BYTES_MAX, BLOBS_MAX, HEADER_BYTES_MAX, HEADER_BYTES_MIN
from .strict_json import dump_object, parse_object

Header = dict[str, Any]
Blob = bytes | bytearray | memoryview
# What was read: its reader alone has it, so a bytearray may become an array's memory.
Bytes = bytes | bytearray

# Up to here a read of exactly what is missing is the cheapest.
_SMALL_BYTES = 1 << 12


def read_frame(fd: int) -> tuple[Header, list[Bytes]]:
    """The next frame: its header without `blobs`, and the blobs.

    Raises EndOfStream where the stream ends between frames, ProtocolError for a frame that breaks a rule. After a
    ProtocolError the position in the stream is undefined: stop reading.
    """
    prefix = _read(fd, 4, may_end=True)
    (length,) = struct.unpack("<I", prefix)
    check_header_length(length)
    header, lengths = parse_header(_read(fd, length))
    return header, [_read(fd, blob_length) for blob_length in lengths]


def write_frame(fd: int, header: Header, blobs: Sequence[Blob] = ()) -> None:
    """Write one frame whole, however many writes it takes; `header` without `blobs`.

    A frame that would break a rule raises EncodeError before any byte is written.
    """
    for part in pack_frame(header, blobs):
        _write(fd, part)


def pack_frame(header: Header, blobs: Sequence[Blob] = ()) -> list[Blob]:
    """The frame as buffers to write in order: small frames are one buffer, large blobs are not copied."""
    lengths = [memoryview(blob).nbytes for blob in blobs]
    full = {**header, "blobs": lengths} if blobs else header
    try:
        if "blobs" in header:
            raise ProtocolError("header.blobs is written from the blobs themselves")
        _check_blob_lengths(lengths)
        _check_op(full)
        raw = dump_object(full)
        check_header_length(len(raw))
    except ProtocolError as error:
        raise EncodeError(str(error)) from None
    head = struct.pack("<I", len(raw)) + raw
    if sum(lengths) <= HEADER_BYTES_MAX:
        return [b"".join([head, *blobs])]
    return [head, *blobs]


def parse_header(raw: bytes) -> tuple[Header, list[int]]:
    """A header's bytes as (header without `blobs`, lengths of the blobs that follow)."""
    header = parse_object(raw)
    _check_op(header)
    lengths = header.pop("blobs", [])
    _check_blob_lengths(lengths)
    return header, lengths


def check_header_length(length: int) -> None:
    if not HEADER_BYTES_MIN <= length <= HEADER_BYTES_MAX:
        raise ProtocolError(f"header of {length} bytes; allowed are {HEADER_BYTES_MIN} to {HEADER_BYTES_MAX}")


def _check_op(header: Header) -> None:
    if type(header.get("op")) is not str:
        raise ProtocolError("header.op is not a string")


def _check_blob_lengths(lengths: Any) -> None:
    if type(lengths) is not list or len(lengths) > BLOBS_MAX:
        raise ProtocolError(f"header.blobs is not a list of at most {BLOBS_MAX} lengths")
    if any(type(length) is not int or length < 0 for length in lengths):
        raise ProtocolError("header.blobs holds something that is not a length")
    if sum(lengths) > BLOB_BYTES_MAX:
        raise ProtocolError(f"blobs of {sum(lengths)} bytes together; allowed are {BLOB_BYTES_MAX}")


def _read(fd: int, length: int, *, may_end: bool = False) -> Bytes:
    if length <= _SMALL_BYTES:
        data = os.read(fd, length)
        if len(data) == length:
            return data
        if not data and may_end:
            raise EndOfStream("end of stream")
    else:
        data = b""
    # Filled in place. The kernel gives a page of it only once something is written there.
    whole = bytearray(length)
    whole[: len(data)] = data
    filled = len(data)
    with memoryview(whole) as view:
        while filled < length:
            count = os.readv(fd, [view[filled:]])
            if not count:
                raise ProtocolError("the stream ended in the middle of a frame")
            filled += count
    return whole


def _write(fd: int, data: Blob) -> None:
    rest = memoryview(data).cast("B")
    while rest:
        rest = rest[os.write(fd, rest) :]
