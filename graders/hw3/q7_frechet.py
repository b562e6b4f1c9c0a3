"""Question 7: the Fréchet distance of Gaussians (10 points)."""

import numpy as np

import reference as ref
from assay import check, close
from common import HIDDEN

HINTS = {
    "shape": "Return one number.",
    "sqrt": "This is the root; the distance that is asked for is the squared one, as in FID.",
    "nan": "Roots of small negative eigenvalues are rounding: take max(eigenvalue, 0).",
    "*": "|m1 - m2|**2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)), with the root of the matrix, not of its entries.",
}


def slips(m1, s1, m2, s2):
    """Likely wrong answers, by cause."""
    right, means = ref.frechet_distance(m1, s1, m2, s2), float(np.sum((m1 - m2) ** 2))
    traces = float(np.trace(s1) + np.trace(s2))
    overlap = (means + traces - right) / 2
    with np.errstate(invalid="ignore"):
        entries = np.sqrt(s1 @ s2)
    causes = {
        "The distance of the means is squared.": right - means + np.sqrt(means),
        "The means are missing.": right - means,
        "The covariances are missing: this is the distance of the means.": means,
        "The root counts twice: - 2 tr (S1 S2)^(1/2).": means + traces - overlap,
        "The root is subtracted.": means + traces + 2 * overlap,
        "The term with the root is missing.": means + traces,
        "The root of S1 S2 is missing.": means + traces - 2 * float(np.trace(s1 @ s2)),
        "The traces of S1 and S2 are missing.": means - 2 * overlap,
        "This is the mean over the dimensions; sum over them.": right / len(m1),
        "This is the squared distance of the covariances, entry by entry.": means + float(np.sum((s1 - s2) ** 2)),
    }
    if np.all(np.isfinite(entries)):
        causes["The root is taken of each entry; (S1 S2)^(1/2) is the root of the matrix."] = (
            means + traces - 2 * float(np.trace(entries))
        )
    return {cause: wrong for cause, wrong in causes.items() if not np.isclose(wrong, right)}


def expect(nb, one, other, what, **tolerance):
    close(
        nb.call("frechet_distance", *one, *other),
        ref.frechet_distance(*one, *other),
        what=what,
        mistakes=slips(*one, *other),
        hints=HINTS,
        **tolerance,
    )


def expect_none(nb, one, what):
    hint = "A Gaussian is at distance 0 from itself: the root of S S is S. Is it the root of the matrix, counted twice?"
    close(nb.call("frechet_distance", *one, *one), 0.0, atol=1e-3, what=what, hints={"*": hint})


def gaussian(rng, d, rank=None):
    """Mean and covariance, neither diagonal nor, without a rank, near singular."""
    factor = rng.normal(size=(d, rank or 3 * d))
    return rng.normal(size=d), factor @ factor.T / factor.shape[1]


@check("7.1 distance, worked values", points=3)
def worked(nb, rng):
    plain, moved = (np.zeros(2), np.eye(2)), (np.array([3.0, 4.0]), np.diag([4.0, 9.0]))
    expect(nb, plain, moved, "the distance of N(0, I) and N((3, 4), diag(4, 9)), which is 25 + 1 + 4")
    tilted = (np.array([1.0, 2.0]), np.array([[2.0, 1.0], [1.0, 2.0]]))
    expect_none(nb, tilted, "the distance of a Gaussian from itself")


@check("7.2 distance of diagonal Gaussians", points=2, visibility=HIDDEN)
def diagonal(nb, rng):
    for d in (1, 4):
        m1, m2 = rng.normal(size=(2, d))
        s1, s2 = rng.uniform(0.3, 2.5, size=(2, d))
        one, other = (m1, np.diag(s1**2)), (m2, np.diag(s2**2))
        close(
            nb.call("frechet_distance", *one, *other),
            np.sum((m1 - m2) ** 2 + (s1 - s2) ** 2),
            what=f"the distance of two diagonal Gaussians in {d} dimensions",
            mistakes=slips(*one, *other),
            hints=HINTS,
        )


@check("7.3 distance of any Gaussians", points=3, visibility=HIDDEN)
def general(nb, rng):
    for d in (2, 5):
        one, other = gaussian(rng, d), gaussian(rng, d)
        expect(nb, one, other, f"the distance of two Gaussians in {d} dimensions")
        expect(nb, other, one, "the distance of the same two in the other order")
        expect_none(nb, one, "the distance of one of them from itself")


@check("7.4 distance of singular covariances", points=2, visibility=HIDDEN)
def singular(nb, rng):
    # As of fewer pictures than features: the product has eigenvalues that are 0, or just below it by rounding. Their
    # roots are of the order of 1e-8 in float64, but 1e-4 in float32.
    for d, rank in ((4, 2), (6, 3)):
        one, other = gaussian(rng, d, rank), gaussian(rng, d, rank)
        what = f"the distance of Gaussians in {d} dimensions whose covariances have rank {rank}"
        expect(nb, one, other, what, atol=1e-2)
