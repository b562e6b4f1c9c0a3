"""The comparisons besides `close`."""

import math
import unicodedata
from typing import Any

import numpy

from . import words
from .failure import Failed
from .numbers import check_finite, check_shape, numbers, real, wanted, wanted_number
from .subjects import about, is_answer

# Of an array of numpy's.
_DIMENSIONS_MAX = 64


def shape(
    got: Any, expected: tuple[int | None, ...], *, what: str | None = None, hint: str | None = None
) -> numpy.ndarray:
    """Raise Failed unless `got` is numbers of exactly this shape; None in it stands for any size. The array."""
    array = numbers(got, what)
    if is_answer(expected):
        sizes = real(expected, what)
        check_shape(expected, sizes, (None,), what, hint)
        check_finite(expected, sizes, ~numpy.isfinite(sizes), what, hint)
        if len(sizes) > _DIMENSIONS_MAX:
            raise Failed(f"{about(expected, what)} {words.kind(expected)}; expected a shape.", hint=hint)
        expected = tuple(sizes.tolist())
    check_shape(got, array, tuple(expected), what, hint)
    return array


def finite(got: Any, *, what: str | None = None, hint: str | None = None) -> numpy.ndarray:
    """Raise Failed unless `got` is numbers without NaN or infinity. The array."""
    array = numbers(got, what)
    check_finite(got, array, ~numpy.isfinite(array), what, hint)
    return array


def true(condition: bool | numpy.bool_, what: str, *, hint: str | None = None) -> None:
    """Raise Failed unless the condition is True; `what` states it in words: "the model is called once".

    Only True and False will do: an array or None as a condition is an author's slip and raises TypeError, unless it is
    an answer of the notebook's itself, which then fails.
    """
    if isinstance(condition, numpy.ndarray) and condition.shape == () and condition.dtype.kind == "b":
        condition = condition[()]
    if not isinstance(condition, (bool, numpy.bool_)):
        if is_answer(condition):
            raise Failed(f"{about(condition, None)} {words.kind(condition)}; expected True or False.", hint=hint)
        raise TypeError(f"true() needs True or False, not {type(condition).__name__}")
    if not condition:
        raise Failed(f"This should hold, but does not: {what.rstrip('.')}.", hint=hint)


def within(got: Any, low: float, high: float, what: str | None = None, *, hint: str | None = None) -> None:
    """Raise Failed unless every number in `got` lies in [low, high]; NaN never does."""
    array = real(got, what)
    check_finite(got, array, ~numpy.isfinite(array), what, hint)
    limits = wanted_number(low, what), wanted_number(high, what)
    if not limits[0] <= limits[1]:
        if is_answer(low) or is_answer(high):
            raise Failed(f"{about(low if is_answer(low) else high, what)} a limit on the wrong side of the other one.")
        raise ValueError("within() needs low <= high")
    low, high = limits
    outside = ~((array >= low) & (array <= high))
    if not outside.any():
        return
    where = tuple(int(part) for part in numpy.argwhere(outside)[0]) if array.ndim else ()
    value = array[where]
    side = "small" if value < low else "large"
    entry = f"an array with an entry that is too {side}, at {words.index(where)}"
    noun = entry if array.ndim else f"too {side} a number"
    raise Failed(
        f"{about(got, what)} {noun}.",
        expected=f"from {words.number(low)} to {words.number(high)}",
        got=words.number(value),
        hint=hint,
    )


def moments(
    samples: Any,
    mean: Any,
    std: Any,
    what: str | None = None,
    *,
    se: float = 5.0,
    kurtosis: float = 3.0,
    hint: str | None = None,
) -> None:
    """Raise Failed unless samples have this mean and standard deviation within `se` standard errors.

    `samples` has shape (n, …) with independent entries along axis 0; `mean` and `std` are numbers (all entries are
    then samples of one variable) or arrays of shape (…). With n samples the standard error of the mean is std/√n and
    that of the standard deviation std·√((κ − 1)/(4n)), by the delta method from Var(s²) ≈ σ⁴(κ − 1)/n; `kurtosis` κ is
    that of the expected distribution (3 for a Gaussian, 1.8 for a uniform one). It is never estimated from the samples,
    which would let them widen their own tolerance.
    """
    array = real(samples, what)
    check_finite(samples, array, ~numpy.isfinite(array), what, hint)
    want_mean, want_std = (_moment(moment, what) for moment in (mean, std))
    entries = array.reshape(-1) if want_mean.ndim == want_std.ndim == 0 else array
    n = len(entries) if entries.ndim else 0
    if n < 2:
        raise Failed(f"{about(samples, what)} {words.kind(samples)}; expected many samples.")
    for answer, array in ((mean, want_mean), (std, want_std)):
        if is_answer(answer) and array.ndim:
            check_shape(answer, array, entries.shape[1:], what, hint)
    want_mean, want_std = numpy.broadcast_arrays(want_mean, want_std)
    check_shape(samples, entries, (None, *want_mean.shape), what, hint)
    entries = entries.astype(numpy.float64, copy=False)
    checks = (
        ("mean", entries.mean(axis=0), want_mean, want_std / math.sqrt(n)),
        ("standard deviation", entries.std(axis=0), want_std, want_std * math.sqrt((kurtosis - 1) / (4 * n))),
    )
    for name, got, want, error in checks:
        off = ~(numpy.abs(got - want) <= se * error)
        if off.any():
            where = tuple(int(part) for part in numpy.argwhere(off)[0]) if off.ndim else ()
            at = f" at {words.index(where)}" if where else ""
            raise Failed(
                f"{about(samples, what)} {n} samples whose {name}{at} is not the expected one.",
                expected=f"{words.number(want[where])} ± {words.number(se * error[where])}",
                got=words.number(got[where]),
                hint=hint,
            )


def _moment(value: Any, what: str | None) -> numpy.ndarray:
    if not is_answer(value):
        return numpy.asarray(value, numpy.float64)
    array = real(value, what)
    check_finite(value, array, ~numpy.isfinite(array), what, None)
    return array.astype(numpy.float64)


def equal(got: Any, expected: Any, *, what: str | None = None, hint: str | None = None) -> None:
    """Raise Failed unless `got` is exactly `expected`: whole numbers, strings, booleans, None, lists, dicts, arrays.

    Lists and tuples count as the same, as do Python numbers and arrays of shape `()`; strings are compared in Unicode
    NFC. True is not 1, and NaN equals nothing. Use `close` for floats.
    """
    difference = _difference(got, expected, "")
    if difference is None:
        return
    path, part, want = difference
    at = f" at {path}" if path else ""
    message = f"{about(got, what)} {_noun(got)} other than the expected one{at}."
    raise Failed(message, expected=words.show(want), got=words.show(part), hint=hint or words.instead(part))


def _noun(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    return words.kind(value) if isinstance(value, (list, tuple, dict, numpy.ndarray)) else "a value"


def _difference(got: Any, want: Any, path: str) -> tuple[str, Any, Any] | None:
    """The first place where two values differ: (path, what is there, what should be); None where they do not."""
    if isinstance(want, (numpy.ndarray, numpy.generic)) or isinstance(got, (numpy.ndarray, numpy.generic)):
        return _array_difference(got, want, path)
    if isinstance(want, (list, tuple)):
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return path, got, want
        pairs = ((f"{path}[{i}]", a, b) for i, (a, b) in enumerate(zip(got, want)))
    elif isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            return path, got, want
        pairs = ((f"{path}[{key!r}]", got[key], want[key]) for key in want)
    else:
        return None if _same(got, want) else (path, got, want)
    return next((found for name, a, b in pairs if (found := _difference(a, b, name)) is not None), None)


def _array_difference(got: Any, want: Any, path: str) -> tuple[str, Any, Any] | None:
    try:
        a, b = numbers(got), numbers(want)
    except Failed:
        return path, got, want
    kinds = {"b": "b", "i": "i", "u": "i", "f": "f", "c": "c"}
    if a.shape != b.shape or kinds[a.dtype.kind] != kinds[b.dtype.kind]:
        return path, got, want
    differ = numpy.asarray(~(a == b))
    if not differ.any():
        return None
    where = tuple(int(part) for part in numpy.argwhere(differ)[0]) if a.ndim else ()
    return path + (words.index(where) if where else ""), a[where], b[where]


def _same(got: Any, want: Any) -> bool:
    if isinstance(want, str):
        # A decomposed text has at most four times as many characters; a longer one may take very long to compose.
        if not isinstance(got, str) or len(got) > 4 * len(want):
            return False
        return got == want or unicodedata.normalize("NFC", got) == unicodedata.normalize("NFC", want)
    return type(got) is type(want) and bool(got == want)
