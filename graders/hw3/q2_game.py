"""Question 2: what the game measures (10 points)."""

import numpy as np

import reference as ref
from assay import check, close, finite, numbers, shape, within
from common import HIDDEN


def discriminator_slips(p, q):
    """Likely wrong answers of optimal_discriminator, by cause."""
    return {
        "This is q / (p + q), the probability of a fake.": q / (p + q),
        "This is the ratio p / q, whose logarithm is the logit; the probability is p / (p + q).": p
        / np.where(q > 0, q, 1.0),
        "p and q need not sum to 1 here: divide by p + q entry by entry.": p / (p + q).sum(),
        "This is p / m with m = (p + q) / 2; divide by p + q.": 2 * p / (p + q),
        "This is the logit; the probability is p / (p + q).": np.log(np.maximum(p, 1e-300) / np.maximum(q, 1e-300)),
    }


def jsd_slips(p, q):
    """Likely wrong answers of jsd, by cause."""
    m, right = (p + q) / 2, ref.jsd(p, q)
    one, other = ref.kl(p, m), ref.kl(q, m)
    value = -2 * np.log(2.0) + 2 * right
    return {
        "The two divergences are averaged: half of each.": 2 * right,
        "Only one of the two divergences is there: half of KL(p || m) and half of KL(q || m).": one,
        "Only one of the two divergences is there: KL(p || m) belongs to it, and each counts half.": other,
        "This is the value of the game, -ln 4 + 2 JSD.": value,
        "This is the root of the divergence.": np.sqrt(right),
        "This is in bits; take the natural logarithm.": right / np.log(2.0),
        "This is the mean over the outcomes; sum over them.": right / len(p),
        "m is the mean of p and q: divide by 2.": (ref.kl(p, p + q) + ref.kl(q, p + q)) / 2,
    }


JSD_HINTS = {
    "sign": "The sign is wrong: a divergence is never negative.",
    "shape": "Return one number: sum over the outcomes.",
    "nan": "0 ln 0 counts as 0: leave such outcomes out, or see torch.xlogy.",
    "*": "Half of KL(p || m) plus half of KL(q || m), where m = (p + q) / 2.",
}


def expect_jsd(nb, p, q, what):
    close(nb.call("jsd", p, q), ref.jsd(p, q), what=what, mistakes=jsd_slips(p, q), hints=JSD_HINTS)


def distributions(rng, outcomes, *, zeros=0):
    """Two that differ clearly; with `zeros`, each has that many outcomes of its own that it never gives."""
    p, q = rng.dirichlet(np.full(outcomes, 0.7), size=2)
    if zeros:
        never = rng.permutation(outcomes)
        p[never[:zeros]] = 0.0
        q[never[zeros : 2 * zeros]] = 0.0
        p, q = p / p.sum(), q / q.sum()
    return p, q


@check("2.1 optimal discriminator, worked values", points=2)
def discriminator_worked(nb, rng):
    p, q = np.array([0.5, 0.25, 0.25, 0.0]), np.array([0.5, 0.5, 0.0, 0.5])
    close(
        nb.call("optimal_discriminator", p, q),
        [1 / 2, 1 / 3, 1.0, 0.0],
        what="D* for p = (1/2, 1/4, 1/4, 0) and q = (1/2, 1/2, 0, 1/2)",
        mistakes=discriminator_slips(p, q),
    )


@check("2.2 Jensen-Shannon divergence, worked values", points=2)
def jsd_worked(nb, rng):
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.5, 0.5])
    expect_jsd(nb, p, p, "the divergence of a distribution from itself")
    expect_jsd(nb, p, q, "the divergence of (1/2, 1/2, 0) and (0, 1/2, 1/2), which is ln(2) / 2")
    disjoint = "the divergence of two distributions that share no outcome, which is ln 2"
    expect_jsd(nb, np.array([1.0, 0.0]), np.array([0.0, 1.0]), disjoint)


@check("2.3 optimal discriminator", points=2, visibility=HIDDEN)
def discriminator(nb, rng):
    # Densities at points of the plane: no sum is 1, and values are above 1 as well.
    p, q = rng.gamma(0.8, 2.0, size=(2, 5, 7))
    got = nb.call("optimal_discriminator", p, q)
    close(
        got,
        ref.optimal_discriminator(p, q),
        what="D* for the densities of p and q at 5 x 7 points",
        mistakes=discriminator_slips(p, q),
    )
    # Theorem 1 of the GAN paper, for distributions: what D* reaches is the divergence.
    p, q = distributions(rng, 9)
    best = within_probabilities(nb.call("optimal_discriminator", p, q), p.shape)
    close(
        float(np.sum(p * np.log(best) + q * np.log1p(-best))),
        -np.log(4.0) + 2 * ref.jsd(p, q),
        what="E_p ln D* + E_q ln(1 - D*), which is -ln 4 + 2 JSD(p, q)",
    )


def within_probabilities(got, size):
    """The answer in float64, strictly between 0 and 1."""
    what = "D*"
    within(finite(shape(got, size, what=what), what=what), 1e-12, 1 - 1e-12, what)
    return numbers(got).astype(np.float64)


@check("2.4 Jensen-Shannon divergence", points=2, visibility=HIDDEN)
def divergence(nb, rng):
    for outcomes in (2, 8, 31):
        p, q = distributions(rng, outcomes)
        expect_jsd(nb, p, q, f"the divergence of two distributions over {outcomes} outcomes")


@check("2.5 Jensen-Shannon divergence with outcomes that never happen", points=2, visibility=HIDDEN)
def impossible(nb, rng):
    p, q = distributions(rng, 9, zeros=2)
    expect_jsd(nb, p, q, "the divergence where p and q are 0 at different outcomes")
    # Nobody ever gives the last two.
    p, q = (np.concatenate([part, np.zeros(2)]) for part in distributions(rng, 6, zeros=1))
    expect_jsd(nb, p, q, "the divergence where both are 0 at two outcomes")
