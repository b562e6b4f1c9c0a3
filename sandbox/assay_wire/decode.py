"""The forms of docs/protocol.md into Python values: every rule checked, nothing guessed."""

import re
import struct
from collections.abc import Callable
from typing import Any, Literal

from . import tensors
from .errors import ProtocolError, TooLarge
from .limits import DIMENSIONS_MAX, I64_MAX, I64_MIN, INLINE_CHARS_MAX, INTEGER_MAX, LIST_ITEMS_MAX

Arrays = Literal["numpy", "torch"]
Special = Callable[[dict[str, Any]], Any]

_INT = re.compile(r"0|-?[1-9][0-9]{0,18}", re.ASCII)
_FLOAT = re.compile(r"-?0x[01](\.[0-9a-f]{1,13})?p[+-][0-9]{1,4}|nan|-?inf", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
# A number as a Python object, and the list's reference to it.
_LIST_ITEM_BYTES = 40
# An element of an array once it is compared, in float64.
_WIDE_BYTES = 8
_HANDLE_KINDS = ("object", "iterator", "callable")


class Decoder:
    """Decodes the values of one frame.

    `arrays` names the library that tensors become. `special(form)` resolves the forms `handle`, `callback` and
    `generator`, already checked for shape; without it they are violations. Every violation raises ProtocolError.
    Depth and number of nodes are bounded by the frame they came in.

    `room_bytes` is for whoever reads what a stranger wrote: what the values of the frame may occupy together, arrays
    counted as the float64 that a comparison makes of them. Beyond it, `decode` raises TooLarge before it makes anything.
    A list of more than LIST_ITEMS_MAX numbers is then an array: as Python objects it would take five times the memory.
    """

    def __init__(
        self,
        blobs: list[bytes],
        arrays: Arrays = "numpy",
        special: Special | None = None,
        room_bytes: int | None = None,
    ) -> None:
        self._blobs: list[bytes | None] = list(blobs)
        self._arrays = arrays
        self._special = special
        self._room_bytes = room_bytes
        self.used_bytes = 0

    def decode(self, form: Any) -> Any:
        """The value of `form`."""
        if form is None or form is True or form is False:
            return form
        if type(form) is str:
            return _text(form)
        if type(form) is not dict:
            raise ProtocolError("a value is neither null, a boolean, a string nor a tagged form")
        tag = form.get("t")
        known = _FORMS.get(tag) if type(tag) is str else None
        if known is None:
            raise ProtocolError("a value has an unknown tag")
        fields, method = known
        if form.keys() != fields:
            raise ProtocolError(f"a value tagged {tag} does not have exactly the fields {', '.join(sorted(fields))}")
        return method(self, form)

    def finish(self) -> None:
        """Call after the last value of a frame: a blob that no value used is a violation."""
        if any(blob is not None for blob in self._blobs):
            raise ProtocolError("a blob belongs to no value")

    def _blob(self, index: Any) -> bytes:
        if type(index) is not int or not 0 <= index < len(self._blobs):
            raise ProtocolError("a value names a blob that does not exist")
        blob = self._blobs[index]
        if blob is None:
            raise ProtocolError("two values name the same blob")
        self._blobs[index] = None
        return blob

    def _use(self, count: int) -> None:
        self.used_bytes += count
        if self._room_bytes is not None and self.used_bytes > self._room_bytes:
            raise TooLarge(f"values of {self.used_bytes} bytes; there is room for {self._room_bytes}")

    def _long_text(self, form: dict[str, Any]) -> str:
        blob = self._blob(form["b"])
        # One character beyond the first 65 536 makes every one of them take four bytes.
        self._use(len(blob) * (1 if blob.isascii() else 4))
        try:
            return blob.decode("utf-8")
        except UnicodeDecodeError:
            raise ProtocolError("a text is not UTF-8") from None

    def _int(self, form: dict[str, Any]) -> int:
        return _integer(form["v"])

    def _float(self, form: dict[str, Any]) -> float:
        return _number(form["v"])

    def _complex(self, form: dict[str, Any]) -> complex:
        return complex(_number(form["re"]), _number(form["im"]))

    def _bytes(self, form: dict[str, Any]) -> bytes:
        blob = self._blob(form["b"])
        self._use(len(blob))
        return bytes(blob)

    def _list(self, form: dict[str, Any]) -> list[Any]:
        return [self.decode(item) for item in _array(form["v"])]

    def _tuple(self, form: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(self._list(form))

    def _floats(self, form: dict[str, Any]) -> Any:
        return self._eights(form, "d", "f64")

    def _ints(self, form: dict[str, Any]) -> Any:
        return self._eights(form, "q", "i64")

    def _eights(self, form: dict[str, Any], code: str, dtype: str) -> Any:
        blob = self._blob(form["b"])
        if len(blob) % 8:
            raise ProtocolError("a packed list is not a whole number of 8-byte items")
        count = len(blob) // 8
        if self._room_bytes is not None and count > LIST_ITEMS_MAX:
            self._use(len(blob))
            return tensors.unpack_numpy(dtype, [count], blob)
        self._use(count * _LIST_ITEM_BYTES)
        return list(struct.unpack(f"<{count}{code}", blob))

    def _dict(self, form: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for pair in _array(form["v"]):
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
                raise ProtocolError("a dict holds something that is not a pair of a string and a value")
            key = _text(pair[0])
            if key in result:
                raise ProtocolError("a dict repeats a key")
            result[key] = self.decode(pair[1])
        return result

    def _tensor(self, form: dict[str, Any]) -> Any:
        dtype, shape = form["dtype"], _array(form["shape"])
        if type(dtype) is not str or dtype not in tensors.ITEM_BYTES:
            raise ProtocolError("a tensor has an unknown dtype")
        if form["lib"] not in ("torch", "numpy"):
            raise ProtocolError("a tensor is of an unknown library")
        if len(shape) > DIMENSIONS_MAX:
            raise ProtocolError(f"a tensor has more than {DIMENSIONS_MAX} dimensions")
        # The sizes that are not zero must fit as well: a library may multiply them before it sees the zero.
        extent = item_bytes = tensors.ITEM_BYTES[dtype]
        for size in shape:
            if type(size) is not int or size < 0:
                raise ProtocolError("a tensor's shape holds something that is not a size")
            extent *= size or 1
            if extent > I64_MAX:
                raise ProtocolError("a tensor's shape overflows")
        blob = self._blob(form["b"])
        length = 0 if 0 in shape else extent
        if len(blob) != length:
            raise ProtocolError(f"a tensor of {length} bytes ({item_bytes} each) came with {len(blob)}")
        if dtype == "bool" and blob.strip(b"\0\1"):
            raise ProtocolError("a bool tensor holds a byte that is neither 0 nor 1")
        self._use(length // item_bytes * max(item_bytes, _WIDE_BYTES))
        unpack = tensors.unpack_torch if self._arrays == "torch" else tensors.unpack_numpy
        return unpack(dtype, shape, blob)

    def _handle(self, form: dict[str, Any]) -> Any:
        _id(form["id"])
        if form["kind"] not in _HANDLE_KINDS or type(form["type"]) is not str:
            raise ProtocolError("a handle has an unknown kind or no type")
        _text(form["type"])
        return self._resolve(form)

    def _callback(self, form: dict[str, Any]) -> Any:
        _id(form["id"])
        return self._resolve(form)

    def _generator(self, form: dict[str, Any]) -> Any:
        _integer(form["seed"])
        return self._resolve(form)

    def _resolve(self, form: dict[str, Any]) -> Any:
        if self._special is None:
            raise ProtocolError(f"a value tagged {form['t']} is not allowed here")
        return self._special(form)


def _text(text: str) -> str:
    if len(text) > INLINE_CHARS_MAX:
        raise ProtocolError(f"a string has more than {INLINE_CHARS_MAX} characters")
    if _SURROGATE.search(text):
        raise ProtocolError("a string holds a lone surrogate")
    return text


def _integer(text: Any) -> int:
    if type(text) is not str or not _INT.fullmatch(text) or not I64_MIN <= int(text) <= I64_MAX:
        raise ProtocolError("an int is not decimal digits within 64 bits")
    return int(text)


def _number(text: Any) -> float:
    if type(text) is not str or not _FLOAT.fullmatch(text):
        raise ProtocolError("a float is not in hexadecimal form")
    try:
        return float.fromhex(text)
    except OverflowError:
        raise ProtocolError("a float is out of range") from None


def _array(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ProtocolError("a value's content is not a JSON array")
    return value


def _id(value: Any) -> None:
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        raise ProtocolError("an id is not a non-negative integer")


_FORMS: dict[str, tuple[set[str], Callable[[Decoder, dict[str, Any]], Any]]] = {
    "text": ({"t", "b"}, Decoder._long_text),
    "int": ({"t", "v"}, Decoder._int),
    "float": ({"t", "v"}, Decoder._float),
    "complex": ({"t", "re", "im"}, Decoder._complex),
    "bytes": ({"t", "b"}, Decoder._bytes),
    "list": ({"t", "v"}, Decoder._list),
    "tuple": ({"t", "v"}, Decoder._tuple),
    "floats": ({"t", "b"}, Decoder._floats),
    "ints": ({"t", "b"}, Decoder._ints),
    "dict": ({"t", "v"}, Decoder._dict),
    "tensor": ({"t", "dtype", "shape", "b", "lib"}, Decoder._tensor),
    "handle": ({"t", "id", "kind", "type"}, Decoder._handle),
    "callback": ({"t", "id"}, Decoder._callback),
    "generator": ({"t", "seed"}, Decoder._generator),
}
