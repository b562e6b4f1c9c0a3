"""Comparisons of a number with those before it: a schedule that rises, a loss that falls."""

from typing import Any, Literal

import numpy

from . import words
from .failure import Failed
from .numbers import check_finite, real
from .subjects import about


def monotone(
    got: Any,
    direction: Literal["increasing", "decreasing"],
    *,
    strict: bool = True,
    axis: int = 0,
    what: str | None = None,
    hint: str | None = None,
) -> numpy.ndarray:
    """Raise Failed unless the numbers rise (or fall) along `axis`; equal neighbours pass without `strict`. The array."""
    if direction not in ("increasing", "decreasing"):
        raise ValueError("monotone() needs increasing or decreasing")
    array = _series(got, axis, 1, what)
    line = numpy.moveaxis(array, axis, 0)
    later, earlier = (line[1:], line[:-1]) if direction == "increasing" else (line[:-1], line[1:])
    wrong = ~(later > earlier if strict else later >= earlier)
    if wrong.any():
        step, *rest = (int(part) for part in numpy.argwhere(wrong)[0])
        a, b = line[(step, *rest)], line[(step + 1, *rest)]
        raise Failed(
            f"{about(got, what)} numbers that are not {direction}: from position {step} to {step + 1} they go from "
            f"{words.number(a)} to {words.number(b)}.",
            hint=hint,
        )
    return array


def decreases(
    got: Any, *, by: float, window: int = 1, what: str | None = None, hint: str | None = None
) -> numpy.ndarray:
    """Raise Failed unless the mean of the last `window` numbers is at least `by` below that of the first. The array.

    For the losses of a training loop: single steps may go up, and the more so the smaller the batch. What is between
    the two windows does not count.
    """
    if not by > 0 or window < 1:
        raise ValueError("decreases() needs by > 0 and window >= 1")
    array = _series(got, 0, 2 * window, what)
    if array.ndim != 1:
        raise Failed(f"{about(got, what)} {words.kind(got)}; expected one number a step.")
    first, last = array[:window].mean(), array[-window:].mean()
    if not first - last >= by:
        raise Failed(
            f"{about(got, what)} numbers that do not fall as they should.",
            expected=f"at the end at most {words.number(first - by)}",
            got=f"{words.number(first)} at the beginning, {words.number(last)} at the end",
            hint=hint,
        )
    return array


def _series(got: Any, axis: int, least: int, what: str | None) -> numpy.ndarray:
    # In float64: the difference of two unsigned integers is none.
    array = real(got, what)
    check_finite(got, array, ~numpy.isfinite(array), what, None)
    if array.ndim <= axis or array.shape[axis] < least:
        raise Failed(f"{about(got, what)} {words.kind(got)}; expected {least} or more numbers in order.")
    return array.astype(numpy.float64)
