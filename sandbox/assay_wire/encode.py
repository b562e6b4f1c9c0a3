"""Python values into the forms of docs/protocol.md."""

import struct
from collections.abc import Callable, Iterable
from typing import Any

from . import tensors
from .errors import EncodeError
from .limits import (
    BLOB_BYTES_MAX,
    BLOBS_MAX,
    DEPTH_MAX,
    DIMENSIONS_MAX,
    I64_MAX,
    I64_MIN,
    INLINE_CHARS_MAX,
    NODES_MAX,
    PACK_ABOVE,
)

Form = Any
Fallback = Callable[[Any], Form]
Simplify = Callable[[Any], Any]


class Encoder:
    """Collects the blobs of one frame while its values are encoded.

    `fallback(obj)` gives the tagged form of an object that has none of its own, a handle for example; without it such
    an object raises EncodeError. `simplify(obj)` is asked first: the value that stands for it, None where there is
    none. Subclasses of the plain types travel as their base type, read by the base type's own methods, so that encoding
    never runs the code of the object that is encoded.
    """

    def __init__(self, fallback: Fallback | None = None, simplify: Simplify | None = None) -> None:
        self.blobs: list[bytes] = []
        self._fallback = fallback
        self._simplify = simplify
        self._nodes = 0
        self._blob_bytes = 0

    def encode(self, value: Any) -> Form:
        """The form of `value`; raises EncodeError where it has none or breaks a limit."""
        # A value stands in the header object at the least, so its own depth is 2 or more.
        return self._encode(value, 2)

    def _encode(self, value: Any, depth: int) -> Form:
        if value is None or value is True or value is False:
            self._count(1)
            return value
        if not issubclass(type(value), str):
            self._enter(depth)
        form = self._array(value, depth)
        if form is None:
            form = self._plain(value, type(value), depth)
        if form is not None:
            return form
        if self._simplify is not None and (simple := self._simplify(value)) is not None:
            # One level deeper: what stands for itself comes to an end.
            return self._encode(simple, depth + 1)
        if self._fallback is None:
            raise EncodeError(f"a value of type {type(value).__name__} cannot be sent")
        self._count(1)
        return self._fallback(value)

    def _array(self, value: Any, depth: int) -> Form | None:
        packed = tensors.pack(value)
        if packed is None:
            return None
        dtype, shape, data, lib = packed
        if len(shape) > DIMENSIONS_MAX:
            return None
        self._enter(depth + 1)
        self._count(6 + len(shape))
        return {"t": "tensor", "dtype": dtype, "shape": shape, "b": self._blob(data), "lib": lib}

    def _plain(self, value: Any, kind: type, depth: int) -> Form | None:
        if issubclass(kind, str):
            return self._str(str.__str__(value))
        if issubclass(kind, int):
            number = int.__int__(value)
            return self._tagged("int", v=str(number)) if I64_MIN <= number <= I64_MAX else None
        if issubclass(kind, float):
            return self._tagged("float", v=float_text(float.__float__(value)))
        if issubclass(kind, complex):
            number = complex.__pos__(value)
            return self._tagged("complex", re=float_text(number.real), im=float_text(number.imag))
        if issubclass(kind, (bytes, bytearray)):
            return self._tagged("bytes", b=self._blob(bytes(memoryview(value))))
        if issubclass(kind, tuple):
            return self._sequence("tuple", tuple.__iter__(value), depth)
        if issubclass(kind, list):
            items = list(list.__iter__(value))
            return self._packed(items) or self._sequence("list", items, depth)
        if issubclass(kind, dict):
            return self._dict(dict(dict.items(value)), depth)
        return None

    def _str(self, text: str) -> Form | None:
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError:
            return None
        if len(text) > INLINE_CHARS_MAX:
            return self._tagged("text", b=self._blob(data))
        self._count(1)
        return text

    def _packed(self, items: list[Any]) -> Form | None:
        if len(items) <= PACK_ABOVE:
            return None
        if all(type(item) is float for item in items):
            return self._tagged("floats", b=self._blob(struct.pack(f"<{len(items)}d", *items)))
        if all(type(item) is int and I64_MIN <= item <= I64_MAX for item in items):
            return self._tagged("ints", b=self._blob(struct.pack(f"<{len(items)}q", *items)))
        return None

    def _sequence(self, tag: str, items: Iterable[Any], depth: int) -> Form:
        self._enter(depth + 1)
        self._count(3)
        return {"t": tag, "v": [self._encode(item, depth + 2) for item in items]}

    def _dict(self, items: dict[Any, Any], depth: int) -> Form | None:
        if not all(type(key) is str and len(key) <= INLINE_CHARS_MAX and _is_utf8(key) for key in items):
            return None
        self._enter(depth + 2)
        self._count(3 + 2 * len(items))
        return {"t": "dict", "v": [[key, self._encode(value, depth + 3)] for key, value in items.items()]}

    def _tagged(self, tag: str, **fields: Any) -> Form:
        self._count(2 + len(fields))
        return {"t": tag, **fields}

    def _blob(self, data: bytes) -> int:
        self._blob_bytes += len(data)
        if self._blob_bytes > BLOB_BYTES_MAX:
            raise EncodeError(f"the value needs more than {BLOB_BYTES_MAX} bytes")
        if len(self.blobs) == BLOBS_MAX:
            raise EncodeError(f"the value holds more than {BLOBS_MAX} arrays or long texts")
        self.blobs.append(data)
        return len(self.blobs) - 1

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > NODES_MAX:
            raise EncodeError("the value has too many parts: use an array instead of nested lists")

    def _enter(self, depth: int) -> None:
        if depth > DEPTH_MAX:
            raise EncodeError("the value is nested too deeply, or contains itself")


def float_text(number: float) -> str:
    """`float.hex`, or `nan`, `inf`, `-inf`: which is what float.hex says of those."""
    return number.hex()


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
