"""Is it numbers at all? Student answers become plain numpy arrays here, before anything is compared."""

from typing import Any

import numpy

from . import words
from .failure import Failed
from .subjects import about

_NUMERIC = "biufc"


def numbers(got: Any, what: str | None = None) -> numpy.ndarray:
    """`got` as a numpy array of numbers: an array, a number (shape `()`), or nested lists of equal lengths.

    Anything else raises Failed.
    """
    array = _array(got)
    if array is None:
        raise Failed(f"{about(got, what)} {words.kind(got)}; expected numbers.", got=words.show(got))
    return array


def _array(got: Any) -> numpy.ndarray | None:
    if isinstance(got, numpy.ndarray):
        return got if got.dtype.kind in _NUMERIC else None
    if isinstance(got, (bool, int, float, complex, numpy.number, numpy.bool_)):
        array = numpy.asarray(got)
        return array if array.dtype.kind in _NUMERIC else None
    if not isinstance(got, (list, tuple)):
        return None
    # numpy itself would turn strings into numbers' company and ragged lists into objects.
    parts = [_array(item) for item in got]
    if any(part is None for part in parts) or len({part.shape for part in parts if part is not None}) > 1:
        return None
    return numpy.stack(parts) if parts else numpy.zeros(0)  # type: ignore[arg-type]


def check_shape(
    got: Any, array: numpy.ndarray, expected: tuple[int | None, ...], what: str | None, hint: str | None
) -> None:
    """Raise Failed unless the shape is exactly `expected`, None in it standing for any size. Never broadcasts."""
    fits = array.ndim == len(expected) and all(want in (None, size) for size, want in zip(array.shape, expected))
    if fits:
        return
    is_a = words.kind(got) if array.ndim == 0 else f"an array of shape {words.shape(array.shape)}"
    wanted = "a single number" if expected == () else words.shape(expected)
    raise Failed(
        f"{about(got, what)} {is_a}; expected {wanted}.",
        expected=words.shape(expected),
        got=words.shape(array.shape),
        hint=hint,
    )


def check_finite(got: Any, array: numpy.ndarray, bad: numpy.ndarray, what: str | None, hint: str | None) -> None:
    """Raise Failed at the first place where `bad` holds, which is where a NaN or an infinity stands."""
    if not bad.any():
        return
    where = numpy.argwhere(bad)[0] if array.ndim else ()
    value = array[tuple(where)]
    name = "NaN (not a number)" if numpy.isnan(value) else "infinity"
    if array.ndim:
        message = f"{about(got, what)} an array with {name} at {words.index(where)}; every entry should be finite."
    else:
        message = f"{about(got, what)} {name}; expected a finite number."
    raise Failed(message, got=words.number(value), hint=hint)
