"""Comparisons with a distribution, whose rate of false alarms is known beforehand."""

import math
from collections.abc import Callable
from typing import Any

import numpy

from . import words
from .failure import Failed
from .numbers import check_finite, check_shape, real
from .subjects import about


def normalised(
    got: Any,
    *,
    axis: int = -1,
    log: bool = False,
    atol: float = 1e-5,
    what: str | None = None,
    hint: str | None = None,
) -> numpy.ndarray:
    """Raise Failed unless the numbers are probabilities: none negative, with sum 1 along `axis`. The array.

    With `log` they are logarithms of probabilities, -inf included.
    """
    array = real(got, what)
    is_log_of_nothing = (array == -numpy.inf) if log else numpy.zeros(array.shape, bool)
    check_finite(got, array, ~numpy.isfinite(array) & ~is_log_of_nothing, what, hint)
    if array.size == 0 or not -array.ndim <= axis < array.ndim:
        raise Failed(f"{about(got, what)} {words.kind(got)}; expected numbers with sum 1 along axis {axis}.", hint=hint)
    with numpy.errstate(over="ignore"):
        shares = numpy.exp(array.astype(numpy.float64)) if log else array.astype(numpy.float64)
    if (shares < -atol).any():
        where = tuple(int(part) for part in numpy.argwhere(shares < -atol)[0])
        message = f"{about(got, what)} a negative probability, at {words.index(where)}."
        raise Failed(message, got=words.number(shares[where]), hint=hint)
    sums = numpy.asarray(shares.sum(axis=axis))
    wrong = ~(abs(sums - 1) <= atol)
    if wrong.any():
        where = tuple(int(part) for part in numpy.argwhere(wrong)[0])
        at = f", the first at {words.index(where)}" if where else ""
        message = f"{about(got, what)} probabilities whose sum is not 1{at}."
        raise Failed(message, expected="1", got=words.number(sums[where]), hint=hint)
    return array


def distribution_close(
    got: Any,
    n: int,
    *,
    cdf: Callable[[numpy.ndarray], Any] | None = None,
    probabilities: Any = None,
    like: Any = None,
    false_alarm: float = 1e-6,
    what: str | None = None,
    hint: str | None = None,
) -> numpy.ndarray:
    """Raise Failed unless `got` is `n` independent samples of a distribution. The array.

    The distribution is one of: `cdf`, its continuous distribution function, of an array; `probabilities` of the whole numbers
    0, 1, …; `like`, independent samples of it. Right samples fail with a probability of at most `false_alarm`, at every
    n: the bounds are those of Dvoretzky, Kiefer, Wolfowitz and Massart for distribution functions (for `like`, half the
    rate on either side) and of Chernoff for the count of each whole number, the rate shared among them and both tails.
    """
    if sum(given is not None for given in (cdf, probabilities, like)) != 1:
        raise TypeError("distribution_close() needs one of cdf, probabilities and like")
    if not 0 < false_alarm < 1:
        raise ValueError("false_alarm is a probability")
    array = real(got, what)
    check_shape(got, array, (n,), what, hint)
    check_finite(got, array, ~numpy.isfinite(array), what, hint)
    if probabilities is not None:
        _check_counts(got, array, numpy.asarray(probabilities, numpy.float64), false_alarm, what, hint)
        return array
    samples = numpy.sort(array.astype(numpy.float64))
    if cdf is not None:
        reach = _reach(n, false_alarm)
        # The distance is largest beside a sample, on one of its sides; of equal samples the outer ones count.
        below, upto = (numpy.searchsorted(samples, samples, side) / n for side in ("left", "right"))
        want = numpy.asarray(cdf(samples), numpy.float64)
        if want.shape != samples.shape or not numpy.isfinite(want).all():
            raise ValueError("cdf gives one finite number for each entry of an array")
        distance = numpy.maximum(upto - want, want - below)
    else:
        others = numpy.sort(numpy.asarray(like, numpy.float64).ravel())
        reach = _reach(n, false_alarm / 2) + _reach(len(others), false_alarm / 2)
        samples = numpy.union1d(samples, others)
        ours, theirs = (
            numpy.searchsorted(side, samples, "right") / len(side) for side in (numpy.sort(array), others)
        )
        distance = abs(ours - theirs)
    if not reach < 0.5:
        raise ValueError(f"distribution_close() can tell nothing from so few samples at a rate of {false_alarm:g}")
    worst = int(numpy.argmax(distance))
    if not distance[worst] <= reach:
        share = float((array <= samples[worst]).mean())
        raise Failed(
            f"{about(got, what)} {n} samples of another distribution: {share:.1%} of them are at most "
            f"{words.number(samples[worst])}.",
            hint=hint,
        )
    return array


def _reach(n: int, rate: float) -> float:
    """How far an empirical distribution function of n samples is from its own, but for this rate (Massart 1990)."""
    return math.sqrt(math.log(2 / rate) / (2 * n))


def _check_counts(
    got: Any, array: numpy.ndarray, p: numpy.ndarray, rate: float, what: str | None, hint: str | None
) -> None:
    if p.ndim != 1 or not (p >= 0).all() or abs(p.sum() - 1) > 1e-6:
        raise ValueError("probabilities are those of 0, 1, … and sum to 1")
    n, sizes = len(array), len(p)
    p = p / p.sum()
    inside = (array >= 0) & (array < sizes) & (array == numpy.floor(array))
    if not inside.all():
        value = words.number(array[~inside][0])
        raise Failed(f"{about(got, what)} samples that are not whole numbers from 0 to {sizes - 1}.", got=value, hint=hint)
    shares = numpy.bincount(array.astype(numpy.int64), minlength=sizes) / n
    excess = n * (_entropy_part(shares, p) + _entropy_part(1 - shares, numpy.maximum(1 - p, 0)))
    limit = math.log(2 * sizes / rate)
    # Not even the rarest number every time would be seen.
    if p.min() > 0 and n * -math.log(p.min()) < limit:
        raise ValueError(f"distribution_close() can tell nothing from so few samples at a rate of {rate:g}")
    wrong = ~(excess <= limit)
    if wrong.any():
        k = int(numpy.argmax(excess))
        raise Failed(
            f"{about(got, what)} {n} samples of another distribution: the share of {k} is not the expected one.",
            expected=f"about {p[k]:.3g}",
            got=f"{shares[k]:.3g}",
            hint=hint,
        )


def _entropy_part(a: numpy.ndarray, b: numpy.ndarray) -> numpy.ndarray:
    """a ln(a/b), 0 where a is, infinite where b alone is."""
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return numpy.where(a > 0, a * numpy.log(a / b), 0.0)
