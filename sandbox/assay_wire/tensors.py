"""Arrays as bytes: C order, little-endian, a closed set of dtypes.

Whatever comes in, only the base classes' own code runs: a subclass of ndarray or Tensor cannot answer for itself.
"""

import sys
from types import ModuleType
from typing import Any

from .errors import ProtocolError
from .limits import I64_MAX

# name on the wire → numpy's little-endian name; bf16 has none and travels as the upper half of an f32.
_NUMPY_NAMES = {
    "bool": "|b1",
    "u8": "|u1",
    "i8": "|i1",
    "i16": "<i2",
    "i32": "<i4",
    "i64": "<i8",
    "f16": "<f2",
    "f32": "<f4",
    "f64": "<f8",
    "c64": "<c8",
    "c128": "<c16",
}
_WIRE_NAMES = {name: wire for wire, name in _NUMPY_NAMES.items()}
_TORCH_NAMES = {
    "bool": "bool",
    "u8": "uint8",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "f16": "float16",
    "bf16": "bfloat16",
    "f32": "float32",
    "f64": "float64",
    "c64": "complex64",
    "c128": "complex128",
}
# What the wire has no name for, and the next larger that holds every value of it; long doubles lose digits that no
# comparison looks at.
_NUMPY_WIDER = {"u2": "<i4", "u4": "<i8", "f16": "<f8", "c32": "<c16", "f12": "<f8", "c24": "<c16"}
_TORCH_WIDER = {"uint16": "int32", "uint32": "int64", "complex32": "complex64"}
_TORCH_WIDER |= dict.fromkeys("float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz".split(), "float32")
# dtype on the wire → bytes of one element
ITEM_BYTES = {"bf16": 2} | {wire: int(name[2:]) for wire, name in _NUMPY_NAMES.items()}

# Below this a copy costs less than a view.
_VIEW_BYTES = 1 << 16

# dtype, shape, bytes, lib
Packed = tuple[str, list[int], bytes | memoryview, str]


def pack(value: Any) -> Packed | None:
    """(dtype, shape, bytes, lib) of an array, tensor or numpy scalar; None for anything else."""
    kind = type(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, (numpy.ndarray, numpy.generic)):
        return _pack_numpy(numpy, value)
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "Tensor") and issubclass(kind, torch.Tensor):
        return _pack_torch(torch, value)
    return None


def _pack_numpy(numpy: ModuleType, value: Any) -> Packed | None:
    if issubclass(type(value), numpy.ma.MaskedArray) and numpy.ma.is_masked(value):
        # What lies under a mask is no answer.
        return None
    base = numpy.array(value, order="C", subok=False)
    if (wider := _NUMPY_WIDER.get(base.dtype.str[1:])) is not None:
        base = base.astype(wider)
    elif base.dtype.str[1:] == "u8" and not (base > I64_MAX).any():
        base = base.astype("<i8")
    wire = _WIRE_NAMES.get(base.dtype.newbyteorder("<").str)
    if wire is None:
        return None
    little = base.astype(_NUMPY_NAMES[wire], copy=False)
    return wire, [int(size) for size in little.shape], _raw(little), "numpy"


def _pack_torch(torch: ModuleType, value: Any) -> Packed | None:
    names = {getattr(torch, name): wire for wire, name in _TORCH_NAMES.items()}
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        wider = _TORCH_WIDER.get(str(value.dtype).removeprefix("torch."))
        wire = names.get(getattr(torch, wider) if wider else value.dtype)
        if wire is None or value.layout is not torch.strided or value.is_meta:
            return None
        plain = torch.Tensor.detach(value).cpu()
        if wider:
            plain = plain.to(getattr(torch, wider))
        plain = plain.resolve_conj().resolve_neg().contiguous()
        bits = plain.view(torch.int16) if wire == "bf16" else plain
        return wire, [int(size) for size in plain.shape], _raw(bits.numpy()), "torch"


def _raw(array: Any) -> bytes | memoryview:
    """The bytes of a base ndarray in C order; of a large one its own memory, to be written before it changes."""
    return array.tobytes() if array.nbytes < _VIEW_BYTES else array.reshape(-1).view("u1").data


def unpack_numpy(dtype: str, shape: list[int], blob: bytes | bytearray) -> Any:
    """A writable base ndarray; bf16 becomes f32, which holds it exactly."""
    import numpy

    try:
        if dtype == "bf16":
            wide = numpy.frombuffer(blob, "<u2").astype("<u4") << 16
            return wide.view("<f4").reshape(shape)
        return numpy.frombuffer(_writable(blob), _NUMPY_NAMES[dtype]).reshape(shape)
    except ValueError as error:
        raise ProtocolError(f"tensor that numpy refuses: {error}") from None


def unpack_torch(dtype: str, shape: list[int], blob: bytes | bytearray) -> Any:
    """A tensor on the CPU with its own memory."""
    import torch

    kind = getattr(torch, _TORCH_NAMES[dtype])
    try:
        if not blob:
            return torch.empty(shape, dtype=kind)
        return torch.frombuffer(_writable(blob), dtype=kind).reshape(shape)
    except (ValueError, RuntimeError, TypeError) as error:
        raise ProtocolError(f"tensor that torch refuses: {error}") from None


def _writable(blob: bytes | bytearray) -> bytearray:
    """Each blob is used once, so what was read into a bytearray may become the array's own memory."""
    return blob if type(blob) is bytearray else bytearray(blob)
