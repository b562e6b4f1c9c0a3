"""Numbers and values in words, short enough for one sentence."""

from collections.abc import Sequence
from typing import Any

import numpy

from .advice import instead_of
from .remote import Handle, RemoteIterator

_SHOWN_MAX = 8
_TEXT_CHARS = 80


def number(value: Any) -> str:
    """A number as a person would write it: six significant digits, whole numbers whole."""
    if isinstance(value, (bool, numpy.bool_)):
        return str(bool(value))
    if isinstance(value, (int, numpy.integer)):
        return str(int(value))
    if isinstance(value, (complex, numpy.complexfloating)):
        return f"{complex(value):.6g}"
    return f"{float(value):.6g}"


def index(position: Sequence[int]) -> str:
    """An index as Python writes it: `[0, 3]`."""
    return "[" + ", ".join(str(int(part)) for part in position) + "]"


def shape(dims: Sequence[int | None]) -> str:
    """A shape as Python writes it, `any` where every size will do: `(4, any, 8)`."""
    parts = ["any" if size is None else str(int(size)) for size in dims]
    return f"({parts[0]},)" if len(parts) == 1 else "(" + ", ".join(parts) + ")"


def kind(value: Any) -> str:
    """What sort of thing a value is, to follow "returned" or "is"."""
    match value:
        case None:
            return "None"
        case bool() | numpy.bool_():
            return f"the truth value {bool(value)}"
        case numpy.ndarray() if value.ndim:
            return f"an array of shape {shape(value.shape)}"
        case int() | float() | complex() | numpy.generic() | numpy.ndarray():
            return "a single number"
        case str():
            return "a string"
        case bytes():
            return "bytes"
        case list() | tuple():
            return f"a {type(value).__name__} of {len(value)} item{'' if len(value) == 1 else 's'}"
        case dict():
            return "a dict"
        case RemoteIterator():
            return "an iterator"
        case Handle():
            return f"an object of type {value.type}"
        case _:
            return f"an object of type {type(value).__name__}"


def instead(value: Any) -> str | None:
    """What to return in place of a value that no comparison can look into; None where it can, or nothing is known."""
    return instead_of(value.type) if isinstance(value, Handle) else None


def show(value: Any) -> str:
    """A value itself where it is short, else what sort of thing it is."""
    if isinstance(value, (str, bytes)):
        return repr(value[:_TEXT_CHARS]) + ("…" if len(value) > _TEXT_CHARS else "")
    if isinstance(value, numpy.ndarray):
        # An array of no entries can have any number of rows.
        if not 0 < value.size <= _SHOWN_MAX:
            return kind(value)
        return _nested(value.tolist())
    if isinstance(value, (list, tuple)) and len(value) > _SHOWN_MAX:
        return kind(value)
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict) and len(value) <= _SHOWN_MAX:
        return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (bool, int, float, complex, numpy.generic)):
        return number(value)
    return kind(value)


def _nested(items: Any) -> str:
    if isinstance(items, list):
        return "[" + ", ".join(_nested(item) for item in items) + "]"
    return show(items)
