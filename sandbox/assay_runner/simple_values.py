"""What a value that has no form of its own stands for, where there is only one answer: a Series for its numbers.

Sets, dicts with other keys than strings, masks and objects have none: which order, which fields, which fill is for the
student to say. Those stay behind handles, and a comparison names them (assay/advice.py).
"""

import datetime
import decimal
import enum
import fractions
import pathlib
import sys
from collections import deque
from typing import Any

from assay_wire.limits import BLOB_BYTES_MAX, NODES_MAX

_ITERABLE = (deque, range, type({}.keys()), type({}.values()), type({}.items()))
_NUMBERS = (decimal.Decimal, fractions.Fraction)
_DATES = (datetime.date, datetime.time)
# An element as a large number.
_ITEM_BYTES = 8


def simple_value(value: Any) -> Any:
    """The plain value that stands for this one; None where it has a handle only."""
    # A class of the notebook's own may fail in any of this.
    try:
        return _of_python(value, type(value))
    except Exception:
        return None


def _of_python(value: Any, kind: type) -> Any:
    # What a value says of its class (`__class__`) is not asked.
    if issubclass(kind, enum.Enum):
        return value.value
    if issubclass(kind, _NUMBERS):
        return float(value)
    if issubclass(kind, pathlib.PurePath):
        return str(value)
    if issubclass(kind, _DATES):
        return value.isoformat()
    if issubclass(kind, datetime.timedelta):
        return value.total_seconds()
    if issubclass(kind, memoryview):
        return value.tobytes()
    if issubclass(kind, _ITERABLE):
        return list(value) if len(value) <= NODES_MAX else None
    return _of_library(value, kind)


def _of_library(value: Any, kind: type) -> Any:
    numpy, pandas, torch, sparse = map(sys.modules.get, ("numpy", "pandas", "torch", "scipy.sparse"))
    if numpy is not None and issubclass(kind, numpy.ndarray):
        return None if numpy.ma.isMaskedArray(value) else _items(value)
    if numpy is not None and issubclass(kind, (numpy.datetime64, numpy.timedelta64)):
        return str(value)
    if pandas is not None and issubclass(kind, (pandas.Series, pandas.Index, pandas.DataFrame)):
        return value.to_numpy()
    if torch is not None and issubclass(kind, torch.Tensor):
        return _dense(torch, value)
    if torch is not None and issubclass(kind, (torch.dtype, torch.device)):
        return str(value)
    if sparse is not None and sparse.issparse(value) and _fits(value.shape):
        return value.toarray()
    return None


def _items(array: Any) -> Any:
    """Text, dates, records, or whatever stands in an array of objects, as lists."""
    return array.tolist() if array.ndim and array.size <= NODES_MAX else None


def _dense(torch: Any, tensor: Any) -> Any:
    is_sparse = tensor.layout is not torch.strided and tensor.layout is not torch.jagged and not tensor.is_meta
    return tensor.detach().to_dense() if is_sparse and _fits(tensor.shape) else None


def _fits(shape: Any) -> bool:
    """A shape costs nothing to write down where its entries are not kept."""
    count = 1
    for size in shape:
        count *= int(size)
    return count * _ITEM_BYTES <= BLOB_BYTES_MAX
