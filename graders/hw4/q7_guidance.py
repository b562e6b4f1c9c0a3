"""Question 7: classifier-free guidance (8 points)."""

import numpy as np

import reference as ref
from assay import check, close, equal, shape, true, within
from common import HIDDEN

SWAPPED = "Conditional and unconditional are swapped: w = 0 is unconditional, w = 1 conditional."
OTHER = "This is the (1 + w) convention of the paper; here w = 1 is the conditional prediction."


@check("7.1 guidance, worked value", points=2)
def worked(nb, rng):
    close(
        nb.call("cfg_eps", np.array([[1.0, 2.0]]), np.array([[0.0, 0.5]]), 2.0),
        [[2.0, 3.5]],
        mistakes={SWAPPED: [[-1.0, -1.0]], OTHER: [[3.0, 5.0]]},
    )


@check("7.2 guidance at several weights", points=2, visibility=HIDDEN)
def weights(nb, rng):
    conditional, unconditional = rng.normal(size=(2, 5, 1, 4, 4))
    for w in (3.0, 0.0, 1.0):  # 3 first: at 0 the two usual slips give the same answer
        close(
            nb.call("cfg_eps", conditional, unconditional, w),
            ref.cfg_eps(conditional, unconditional, w),
            what=f"the guided noise at w = {w:g}",
            mistakes={
                SWAPPED: ref.cfg_eps(unconditional, conditional, w),
                OTHER: ref.cfg_eps(conditional, unconditional, 1 + w),
            },
        )


@check("7.3 dropped labels", points=3, visibility=HIDDEN, attempts=2)
def dropped(nb, rng):
    n, p, null = 20_000, 0.15, 10
    y = rng.integers(0, 10, size=n)
    after = nb.run(
        "out = drop_labels(y, p, null, generator)",
        returns=["out", "y"],
        **{"y": y, "p": p, "null": null, "generator": nb.generator(rng)},
    )
    got = shape(after["out"], (n,))
    unchanged = bool(np.array_equal(after["y"], y))
    true(unchanged, "`drop_labels` leaves the labels that it was given unchanged", hint="Clone first.")
    true(bool(np.all((got == y) | (got == null))), "every label is kept or becomes the null label")
    # Each half by itself: dropping the first p * n labels gives the right share as well.
    error = float(np.sqrt(p * (1 - p) / (n // 2)))
    within(
        (got == null).reshape(2, -1).mean(axis=1),
        p - 5 * error,
        p + 5 * error,
        f"the shares of dropped labels in the first and second half, for p = {p}",
        hint="Each label is dropped with probability p, independently of the others.",
    )


@check("7.4 labels at p = 0 and p = 1", points=1, visibility=HIDDEN)
def extremes(nb, rng):
    y = rng.integers(0, 10, size=500)
    for p, expected in ((0.0, y), (1.0, np.full(500, 10))):
        got = shape(nb.call("drop_labels", y, p, 10, nb.generator(rng)), (500,))
        true(got.dtype.kind in "iu", "labels stay whole numbers, of an integer dtype")
        equal(got, expected, what=f"the array of labels for p = {p:g}")
