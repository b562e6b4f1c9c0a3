"""Question 4: the spectral norm by power iteration (8 points)."""

import numpy as np

import reference as ref
from assay import check, close, gradient_matches
from common import HIDDEN

HINTS = {
    "shape": "Return one number, u'Wv.",
    "sign": "The spectral norm is not negative.",
    "square": "This is the largest eigenvalue of W'W; the singular value is its root. Return u'Wv.",
    "nan": "Divide by the norm in every round, or the vectors over- or underflow.",
    "*": "A round is v = W'u / |W'u|, then u = Wv / |Wv|; return u'Wv after n of them.",
}


def matrix(rng, rows, columns):
    """W with singular values 2.4, 1.6, 1.1, ... and its leading singular vectors u and v."""
    rank = min(rows, columns)
    left, _ = np.linalg.qr(rng.normal(size=(rows, rank)))
    right, _ = np.linalg.qr(rng.normal(size=(columns, rank)))
    values = 2.4 * (2 / 3) ** np.arange(rank)
    return left * values @ right.T, left[:, 0], right[:, 0]


def slips(w, u, n):
    """Likely wrong answers, by cause. None of those that W's shape refuses."""
    start = u / np.linalg.norm(u)
    v = w.T @ start / np.linalg.norm(w.T @ start)
    causes = {
        "This is the Frobenius norm; the spectral norm is the largest singular value.": np.linalg.norm(w),
        "This is one round too many: n of them are asked for.": ref.power_iteration(w, u, n + 1),
        "u is renewed as well in each round, from the new v: u = Wv / |Wv|.": float(start @ w @ v),
    }
    if n > 1:
        causes["This is one round too few: n of them are asked for."] = ref.power_iteration(w, u, n - 1)
        causes["This is one round; repeat it n times, each with the last u."] = ref.power_iteration(w, u, 1)
    return causes


@check("4.1 power iteration, worked values", points=3)
def worked(nb, rng):
    w, u = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0])
    # v = (2, 1) / root 5, then Wv = (4, 1) / root 5, and u'Wv is its length.
    close(
        nb.call("power_iteration", w, u, 1),
        np.sqrt(17 / 5),
        what="the estimate for W = diag(2, 1) and u = (1, 1) after one round",
        mistakes=slips(w, u, 1),
        hints=HINTS,
    )
    what = "the estimate for W = diag(2, 1) after 60 rounds"
    close(nb.call("power_iteration", w, u, 60), 2.0, what=what, mistakes=slips(w, u, 60), hints=HINTS)


@check("4.2 estimates for any matrix", points=3, visibility=HIDDEN)
def largest(nb, rng):
    for rows, columns in ((5, 3), (3, 6), (4, 4)):
        w, _, _ = matrix(rng, rows, columns)
        u = rng.normal(size=rows)
        for n in (1, 2, 3, 100):
            close(
                nb.call("power_iteration", w, u, n),
                ref.power_iteration(w, u, n),
                what=f"the estimate for W of shape {w.shape} after n = {n}",
                mistakes=slips(w, u, n),
                hints=HINTS,
            )
    # Its singular value is 3, its eigenvalue of largest size -3, and its largest one 1.
    basis, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    w = basis * np.array([-3.0, 1.0, 0.5]) @ basis.T
    what = "the estimate for a symmetric W with eigenvalues -3, 1 and 0.5 after n = 100"
    close(nb.call("power_iteration", w, rng.normal(size=3), 100), 3.0, what=what, hints=HINTS)


@check("4.3 gradient of the spectral norm", points=2, visibility=HIDDEN)
def spectral_gradient(nb, rng):
    w, left, right = matrix(rng, 4, 3)
    u = left + 0.3 * rng.normal(size=4)
    gradient_matches(
        nb,
        "power_iteration(W, u, 100)",
        {"W": w, "u": u},
        {"W": np.outer(left, right)},
        hints={"*": "Near the end it is u v' of the leading singular vectors: u'Wv itself is made with gradients on."},
    )
