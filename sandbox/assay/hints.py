"""From the way in which an answer is wrong to its likely cause."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy

Array = numpy.ndarray
Pair = tuple[Array, Array]

_FACTOR = re.compile(r"([x/])(d|[0-9.]+(?:e-?[0-9]+)?)")
# These describe a failure as a whole and are looked up by the comparison itself.
_GENERAL = ("shape", "nan", "*")

# pattern → pairs of arrays of which one must be equal for the pattern to hold
_PATTERNS: dict[str, Callable[[Array, Array], Iterator[Pair]]] = {
    "sign": lambda got, want: iter([(got, -want)]),
    "transpose": lambda got, want: iter([(numpy.swapaxes(got, -1, -2), want)] if got.ndim >= 2 else []),
    "off by one": lambda got, want: iter([(got[1:], want[:-1]), (got[:-1], want[1:])] if len(want) > 2 else []),
    "reversed": lambda got, want: iter([(got[::-1], want)]),
    "reciprocal": lambda got, want: iter([(got * want, numpy.ones_like(want))]),
    "square": lambda got, want: iter([(got, want**2)]),
    "sqrt": lambda got, want: iter([(got, numpy.sqrt(want))]),
    "log": lambda got, want: iter([(got, numpy.log(want))]),
    "exp": lambda got, want: iter([(got, numpy.exp(want))]),
    "constant": lambda got, want: iter([(got - want, numpy.full_like(want, (got - want).flat[0]))]),
}
_NEEDS_AXIS = ("off by one", "reversed", "constant")


def refuse_unknown(hints: Mapping[str, str]) -> None:
    """Raise ValueError, which makes the check broken, for a pattern that does not exist: its hint could never appear.

    Asked before anything is compared, so that the author's slip shows with the first right answer already.
    """
    for pattern in hints:
        if pattern not in _PATTERNS and pattern not in _GENERAL and not _FACTOR.fullmatch(pattern):
            raise ValueError(f"unknown hint {pattern!r}")


def choose(
    got: Array,
    want: Array,
    hints: Mapping[str, str],
    mistakes: Mapping[str, Any],
    d: float | None,
    atol: float,
    rtol: float,
) -> str | None:
    """The first of `mistakes`, then of `hints`, that explains `got`; None where none does.

    Only for a `got` that is not close to `want`: a pattern that then holds is not a coincidence of zeros.
    """
    if want.dtype.kind == "b" or got.dtype.kind == "b":
        return None
    wrongs = {text: numpy.asarray(wrong) for text, wrong in mistakes.items()}
    # Nothing below holds for an answer of another size, which may be too large to be copied.
    if got.size not in {want.size, *(wrong.size for wrong in wrongs.values())}:
        return None
    a, b = _wide(got), _wide(want)
    with numpy.errstate(all="ignore"):
        for text, wrong in wrongs.items():
            if _equal(a, _wide(wrong), atol, rtol):
                return text
        for pattern, text in hints.items():
            if pattern not in _GENERAL and _holds(pattern, a, b, d, atol, rtol):
                return text
    return None


def _holds(pattern: str, got: Array, want: Array, d: float | None, atol: float, rtol: float) -> bool:
    factor = _FACTOR.fullmatch(pattern)
    if factor is not None:
        if factor[2] == "d" and d is None:
            raise ValueError(f"the hint {pattern!r} needs d=…")
        times = float(d if factor[2] == "d" else factor[2])  # type: ignore[arg-type]
        return _equal(got, want * times if factor[1] == "x" else want / times, atol, rtol)
    if got.shape != want.shape and pattern != "transpose":
        return False
    # One number is always a constant away, and always its own reverse.
    if pattern in _NEEDS_AXIS and (want.ndim == 0 or want.size < 2):
        return False
    return any(_equal(a, b, atol, rtol) for a, b in _PATTERNS[pattern](got, want))


def _equal(got: Array, want: Array, atol: float, rtol: float) -> bool:
    if got.shape != want.shape or got.size == 0:
        return False
    return bool(numpy.all(numpy.abs(got - want) <= atol + rtol * numpy.abs(want)))


def _wide(array: Array) -> Array:
    return array.astype(numpy.complex128 if array.dtype.kind == "c" else numpy.float64)
