"""The checks of this homework. With several questions, give each a module of its own and import it here."""

import numpy as np

import reference as ref
from assay import check, close, invariant_to, normalised

HINTS = {"transpose": "Each row sums to 1, not each column.", "nan": "Take the row's largest number away first."}


@check("1.1 a worked example", points=2)
def worked(nb, rng):
    x = np.array([[0.0, np.log(3.0), 0.0], [1.0, 1.0, 1.0]])
    close(nb.call("softmax", x), ref.softmax(x), what="the softmax of two rows", hints=HINTS)


@check("1.2 other numbers", points=2, visibility="after_published")
def other_numbers(nb, rng):
    # Two different sizes, so that no axis can stand for the other.
    x = 2 * rng.normal(size=(3, 5))
    got = normalised(nb.call("softmax", x), what="the softmax of [3, 5]")
    close(got, ref.softmax(x), what="the softmax of [3, 5]", hints=HINTS)


@check("1.3 large numbers", points=1, visibility="after_published")
def large(nb, rng):
    x = rng.normal(size=(2, 4))
    softmax = lambda rows: nb.call("softmax", rows)  # noqa: E731
    invariant_to(softmax, x, {"1000 added to every number": x + 1000}, what="the softmax", hint=HINTS["nan"])
    close(softmax(x + 1000), ref.softmax(x), what="the softmax of numbers near 1000", hints=HINTS)
