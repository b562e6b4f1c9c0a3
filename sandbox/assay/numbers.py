"""Is it numbers at all? Student answers become plain numpy arrays here, before anything is compared."""

from typing import Any

import numpy

from . import words
from .failure import Failed
from .subjects import about, is_answer

_NUMERIC = "biufc"


def numbers(got: Any, what: str | None = None) -> numpy.ndarray:
    """`got` as a numpy array of numbers: an array, a number (shape `()`), or nested lists of equal lengths.

    Anything else raises Failed.
    """
    array = _array(got)
    if array is None:
        message = f"{about(got, what)} {words.kind(got)}; expected numbers."
        raise Failed(message, got=words.show(got), hint=words.instead(got))
    return array


def _array(got: Any) -> numpy.ndarray | None:
    if isinstance(got, numpy.ndarray):
        return got if got.dtype.kind in _NUMERIC else None
    if isinstance(got, (bool, int, float, complex, numpy.number, numpy.bool_)):
        array = numpy.asarray(got)
        return array if array.dtype.kind in _NUMERIC else None
    if not isinstance(got, (list, tuple)):
        return None
    kinds = {type(item) for item in got}
    if kinds <= {int, float} and len(kinds) == 1:
        array = numpy.asarray(got)
        return array if array.dtype.kind in _NUMERIC else None
    # numpy itself would turn strings into numbers' company and ragged lists into objects.
    parts = [_array(item) for item in got]
    if any(part is None for part in parts) or len({part.shape for part in parts if part is not None}) > 1:
        return None
    return numpy.stack(parts) if parts else numpy.zeros(0)  # type: ignore[arg-type]


def wanted(expected: Any, what: str | None = None) -> numpy.ndarray:
    """`expected` as an array. Where it is another answer of the notebook's, it must be numbers: else Failed."""
    return numbers(expected, what) if is_answer(expected) else numpy.asarray(expected)


def wanted_number(expected: Any, what: str | None = None) -> Any:
    """`expected`, a number. Where it is another answer of the notebook's, it must be a finite real one: else Failed."""
    if not is_answer(expected):
        return expected
    array = real(expected, what)
    check_shape(expected, array, (), what, None)
    check_finite(expected, array, ~numpy.isfinite(array), what, None)
    return array[()]


def real(got: Any, what: str | None = None) -> numpy.ndarray:
    """`got` as an array of numbers that can be put in order; Failed where it is anything else."""
    array = numbers(got, what)
    if array.dtype.kind == "c":
        raise Failed(f"{about(got, what)} {words.kind(got)} of dtype {array.dtype}; expected real numbers.")
    return array


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
