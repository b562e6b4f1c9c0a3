"""`close`: the comparison of numbers with a tolerance."""

from collections.abc import Mapping
from typing import Any

import numpy

from . import words
from .failure import Failed
from .hints import choose, refuse_unknown
from .numbers import check_finite, check_shape, numbers, wanted
from .subjects import about, is_answer


def close(
    got: Any,
    expected: Any,
    *,
    atol: float = 1e-5,
    rtol: float = 1e-4,
    what: str | None = None,
    hints: Mapping[str, str] | None = None,
    mistakes: Mapping[str, Any] | None = None,
    d: float | None = None,
    nan_equal: bool = False,
    any_kind: bool = False,
) -> None:
    """Raise Failed unless `got` equals `expected` within `atol + rtol · |expected|`, entry by entry, in float64.

    In this order: it is numbers; its shape is exactly the expected one (a Python number has shape `()`; nothing is
    broadcast); its kind fits (whole numbers where an integer array is expected, booleans where booleans are, nothing
    complex where a real number is; `any_kind` skips this); it is finite wherever `expected` is; every entry is close.
    An infinity equals only itself. A NaN in `expected` is the author's error unless `nan_equal`; where `expected` is
    another answer of the notebook's, the student's.

    `what` names the value in sentences ("the loss"). `hints` maps patterns to likely causes, see docs/checks.md;
    `d` is the number meant by the patterns `xd` and `/d`. `mistakes` maps a likely cause to the wrong answer that it
    leads to.
    """
    hints, mistakes = hints or {}, mistakes or {}
    refuse_unknown(hints)
    want = wanted(expected, what)
    if want.dtype.kind not in "biufc":
        raise TypeError("close() needs expected numbers; use equal() for anything else")
    if numpy.isnan(want).any() and not nan_equal:
        if is_answer(expected):
            check_finite(expected, want, numpy.isnan(want), what, hints.get("nan"))
        raise ValueError("expected contains NaN: say nan_equal=True if that is meant")
    array = numbers(got, what)

    def hint(pattern: str) -> str | None:
        return choose(array, want, hints, mistakes, d, atol, rtol) or hints.get(pattern)

    check_shape(got, array, want.shape, what, None if array.shape == want.shape else hint("shape"))
    if not any_kind:
        _check_kind(got, array, expected, want, what)
    exempt = numpy.isinf(want) | numpy.isnan(want)
    check_finite(got, array, ~numpy.isfinite(array) & ~exempt, what, hints.get("nan"))
    wrong = ~_near(array, want, atol, rtol)
    if not wrong.any():
        return
    where = tuple(int(part) for part in numpy.argwhere(wrong)[0]) if array.ndim else ()
    if array.ndim:
        count = int(wrong.sum())
        some = f"{count} of {wrong.size} entries {'is' if count == 1 else 'are'}"
        amount = "every entry is" if count == wrong.size else some
        message = f"{about(got, what)} an array with wrong values: {amount} off, the first at {words.index(where)}."
    else:
        message = f"{about(got, what)} a wrong number."
    raise Failed(message, expected=words.number(want[where]), got=words.number(array[where]), hint=hint("*"))


def _near(got: numpy.ndarray, want: numpy.ndarray, atol: float, rtol: float) -> numpy.ndarray:
    """Where `got` is close to `want`. Written so that a NaN anywhere compares as not close."""
    wide = numpy.complex128 if "c" in (got.dtype.kind, want.dtype.kind) else numpy.float64
    a, b = got.astype(wide, copy=False), want.astype(wide, copy=False)
    with numpy.errstate(invalid="ignore", over="ignore"):
        near = numpy.abs(a - b) <= atol + rtol * numpy.abs(b)
    finite = numpy.isfinite(a) & numpy.isfinite(b)
    return numpy.asarray((near & finite) | (a == b) | (numpy.isnan(a) & numpy.isnan(b)))


def _check_kind(got: Any, array: numpy.ndarray, expected: Any, want: numpy.ndarray, what: str | None) -> None:
    # A Python int as the expected number is an author's shorthand (close(loss, 0)), not a demand for an integer.
    whole = want.dtype.kind in "iu" and not isinstance(expected, int)
    demand = {"b": ("b", "True or False"), "c": ("iufc", "numbers")}.get(
        want.dtype.kind, ("iu", "whole numbers (an integer dtype)") if whole else ("iuf", "real numbers")
    )
    if array.dtype.kind not in demand[0]:
        raise Failed(
            f"{about(got, what)} {words.kind(got)} of dtype {array.dtype}; expected {demand[1]}.",
            expected=str(want.dtype),
            got=str(array.dtype),
        )
