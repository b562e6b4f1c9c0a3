"""Names of the standard library that Python 3.12 and 3.13 added and notebooks use, on the image's 3.11."""

import calendar
import collections.abc
import copy
import enum
import itertools
import math
import os
import pathlib
import random
import re
import sys
import types
import typing
import warnings
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import typing_extensions

# Not all that typing_extensions has: it and copies of it look at typing to learn which Python this is.
_TYPING = ("override", "TypeIs", "ReadOnly", "NoDefault", "is_protocol", "get_protocol_members")

Month = enum.IntEnum("Month", [name.upper() for name in calendar.month_name[1:]], module="calendar")
Day = enum.IntEnum("Day", [name.upper() for name in calendar.day_name], start=0, module="calendar")


def add_newer_names() -> None:
    """Add what is missing; what this Python has stays."""
    for module, name, value in (
        (itertools, "batched", _batched),
        (math, "sumprod", _sumprod),
        (copy, "replace", _replace),
        (random, "binomialvariate", _binomialvariate),
        (pathlib.Path, "walk", _walk),
        (warnings, "deprecated", typing_extensions.deprecated),
        (math, "fma", _fma),
        (collections.abc, "Buffer", typing_extensions.Buffer),
        (types, "get_original_bases", typing_extensions.get_original_bases),
        (re, "PatternError", re.error),
        (os, "process_cpu_count", lambda: len(os.sched_getaffinity(0))),
        (calendar, "Month", Month),
        (calendar, "Day", Day),
        *((calendar, month.name, month) for month in Month),
        *((typing, name, getattr(typing_extensions, name)) for name in _TYPING),
    ):
        if not hasattr(module, name):
            setattr(module, name, value)
    if sys.version_info < (3, 12):
        enum.EnumType.__contains__ = _contains  # type: ignore[method-assign]


def _batched(iterable: Iterable[Any], n: int, *, strict: bool = False) -> Iterator[tuple[Any, ...]]:
    """`itertools.batched`"""
    if n < 1:
        raise ValueError("n must be at least one")
    iterator = iter(iterable)
    while batch := tuple(itertools.islice(iterator, n)):
        if strict and len(batch) != n:
            raise ValueError("batched(): incomplete batch")
        yield batch


def _sumprod(p: Iterable[Any], q: Iterable[Any], /) -> Any:
    """`math.sumprod`"""
    pairs = list(zip(p, q, strict=True))
    products = [a * b for a, b in pairs]
    return math.fsum(products) if any(isinstance(value, float) for value in products) else sum(products)


def _replace(obj: Any, /, **changes: Any) -> Any:
    """`copy.replace`"""
    replace = getattr(type(obj), "__replace__", None) or getattr(type(obj), "_replace", None)
    if replace is not None:
        return replace(obj, **changes)
    import dataclasses

    if dataclasses.is_dataclass(obj):
        return dataclasses.replace(obj, **changes)
    # Of dates, times, signatures and code the method has had another name all along.
    if callable(getattr(obj, "replace", None)) and not isinstance(obj, (str, bytes, bytearray)):
        return obj.replace(**changes)
    raise TypeError(f"replace() does not support {type(obj).__name__} objects")


def _binomialvariate(n: int = 1, p: float = 0.5) -> int:
    """`random.binomialvariate`"""
    return sum(random.random() < p for _ in range(n))


def _walk(self: pathlib.Path, top_down: bool = True, on_error: Any = None, follow_symlinks: bool = False) -> Any:
    """`Path.walk`"""
    for folder, folders, files in os.walk(self, top_down, on_error, follow_symlinks):
        yield type(self)(folder), folders, files


def _fma(x: float, y: float, z: float, /) -> float:
    """`math.fma`: rounded once."""
    if not all(map(math.isfinite, (x, y, z))):
        return x * y + z
    return float(Fraction(x) * Fraction(y) + Fraction(z))


def _contains(cls: type[enum.Enum], value: object) -> bool:
    """`value in SomeEnum`, which earlier was asked of members alone"""
    if isinstance(value, cls):
        return value._name_ in cls._member_map_
    return any(value == member._value_ for member in cls._member_map_.values())
