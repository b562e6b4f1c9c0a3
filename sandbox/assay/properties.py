"""What holds for every right function, whatever its values are: comparisons of a function with itself."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy

from . import words
from .close import close
from .compare import finite
from .failure import Failed
from .numbers import check_shape
from .subjects import about

Function = Callable[[Any], Any]


def causal(
    function: Function,
    x: numpy.ndarray,
    other: numpy.ndarray,
    *,
    axis: int = 1,
    strict: bool = False,
    still: float = 1e-5,
    moved: float = 1e-4,
    what: str | None = None,
    hint: str | None = None,
) -> None:
    """Raise Failed unless the output at each position along `axis` depends on inputs up to that position alone.

    For every position t, the inputs from t on are replaced by those of `other`, which has the shape of `x` and differs
    from it everywhere. Outputs before t may then move by `still` at most, and the one at t must move by more than
    `moved`. With `strict`, the output at t must not see the input at t either, and the one at t + 1 must. Both numbers
    are absolute. The output has as many positions along `axis` as the input; its other sizes are free.
    """
    if x.shape != other.shape:
        raise ValueError("causal() needs two inputs of the same shape")
    steps, first = x.shape[axis], 1 if strict else 0
    if steps < 2 + first:
        raise ValueError("causal() needs more positions")
    answer = function(x)
    before = _positions(answer, axis, steps, what)
    for t in range(steps):
        mixed = numpy.concatenate(
            [numpy.take(part, range(*span), axis) for part, span in ((x, (0, t)), (other, (t, steps)))], axis
        )
        answer = function(mixed)
        after = _positions(answer, axis, steps, what)
        check_shape(answer, after, before.shape, what, hint)
        move = abs(after.astype(complex) - before).reshape(steps, -1).max(axis=1)
        seen = t + first
        if (move[:seen] > still).any():
            where = int(numpy.argmax(move[:seen] > still))
            raise Failed(
                f"{about(answer, what)} an output that sees the future: at position {where} it changed when only the "
                f"inputs from position {t} on did.",
                expected="no change",
                got=f"a change of {words.number(move[where])}",
                hint=hint,
            )
        if seen < steps and not move[seen] > moved:
            raise Failed(
                f"{about(answer, what)} an output that does not see the past: at position {seen} it stayed the same when "
                f"the inputs from position {t} on changed.",
                hint=hint,
            )


def _positions(answer: Any, axis: int, steps: int, what: str | None) -> numpy.ndarray:
    """Finite numbers with `steps` positions, which come first."""
    array = finite(answer, what=what)
    if array.ndim <= axis or array.shape[axis] != steps:
        where = f"axis {axis} of which has {steps} positions"
        raise Failed(f"{about(answer, what)} {words.kind(answer)}; expected an array {where}.")
    if array.size == 0:
        raise Failed(f"{about(answer, what)} an array without entries.")
    return numpy.moveaxis(array, axis, 0)


def invariant_to(
    function: Function,
    x: Any,
    changes: Mapping[str, Any],
    *,
    atol: float = 1e-5,
    rtol: float = 1e-4,
    what: str | None = None,
    hint: str | None = None,
) -> None:
    """Raise Failed unless `function` answers each of `changes` as it answers `x`.

    `changes` maps a change in words ("rows in another order") to the changed input. A constant is invariant to
    everything: compare the values as well.
    """
    before = finite(function(x), what=what)
    for change, changed in changes.items():
        got = function(changed)
        finite(got, what=what, hint=hint)
        name = f"{what or 'the answer'} with {change}, which should change nothing"
        close(got, before, atol=atol, rtol=rtol, what=name, hints={} if hint is None else {"*": hint})


def inverse_of(
    backward: Function,
    forward: Function,
    x: Any,
    *,
    atol: float = 1e-5,
    rtol: float = 1e-4,
    identity: bool = False,
    what: str | None = None,
    hint: str | None = None,
) -> None:
    """Raise Failed unless `backward(forward(x))` is `x` again.

    Two functions that do nothing undo each other, too. So `forward` has to change `x`, unless `identity` allows it not
    to: a layer that begins as the identity is no mistake.
    """
    between = forward(x)
    array, start = finite(between, what=what), numpy.asarray(x)
    if not identity and array.shape == start.shape and numpy.allclose(array, start, rtol=0, atol=atol):
        raise Failed(f"{about(between, what)} its own input.", expected="a value that differs from it", hint=hint)
    hints = {} if hint is None else {"*": hint}
    close(backward(between), start, atol=atol, rtol=rtol, what=f"{what or 'the value'} after both steps", hints=hints)
