"""Question 2: a discretized mixture of logistics (10 points).

Probabilities are compared, not their logarithms: far out in the tails float32 knows only that they are small.
"""

import numpy as np

import reference as ref
from assay import check, close, finite, shape, true
from common import HIDDEN

EDGES = "The end bins take what lies beyond them: the lower sigmoid is 0 at x = 0, the upper one 1 at x = d - 1."


def mixture(rng, d, components=4):
    """Wide enough for mass beyond both ends, so that the end bins matter."""
    scales = rng.uniform(0.03, 0.2, size=components) * d
    return rng.normal(size=components), rng.uniform(0, d - 1, size=components), np.log(scales)


def probabilities(nb, x, pi_logits, mu, log_s, d):
    got = nb.call("discretized_mol_log_prob", x, pi_logits, mu, log_s, d)
    array = finite(shape(got, x.shape, hint="One log-probability for each entry of x."))
    true(bool(np.all(array <= 1e-4)), "log-probabilities are at most 0", hint="Return the logarithm.")
    return np.exp(array.astype(np.float64))


def slips(x, pi_logits, mu, log_s, d):
    """Likely wrong answers, by cause."""
    edge, s, pi = x[:, None].astype(np.float64), np.exp(log_s), np.exp(ref.log_softmax(pi_logits))
    bins = ref.sigmoid((edge + 0.5 - mu) / s) - ref.sigmoid((edge - 0.5 - mu) / s)
    return {
        EDGES: (bins * pi).sum(axis=1),
        "log_s is the logarithm of the scale: divide by exp(log_s).": ref.mol_prob(
            x, pi_logits, mu, np.log(np.abs(log_s) + 1e-12), d
        ),
        "The mixture weights are softmax(pi_logits).": ref.mol_prob(x, np.zeros_like(pi_logits), mu, log_s, d),
    }


@check("2.1 one component, worked values", points=3)
def worked(nb, rng):
    x, component = np.array([0, 50, 99]), (np.zeros(1), np.array([49.5]), np.array([np.log(20.0)]))
    close(
        probabilities(nb, x, *component, 100),
        # sigma(-49/20), sigma(1/20) - sigma(0), 1 - sigma(49/20)
        [0.0794385, 0.0124974, 0.0794385],
        what="the probability of 0, 50 and 99 for mu = 49.5 and s = 20",
        mistakes=slips(x, *component, 100),
    )


@check("2.2 probabilities add up to 1", points=3, visibility=HIDDEN)
def total(nb, rng):
    for d in (100, 100, int(rng.integers(12, 60))):
        got = probabilities(nb, np.arange(d), *mixture(rng, d), d)
        close(got.sum(), 1.0, what=f"the sum of the probabilities of 0 to {d - 1}", hints={"*": EDGES})
        true(bool(np.ptp(got) > 1e-4), "the probability depends on x")


@check("2.3 probabilities of mixtures", points=3, visibility=HIDDEN)
def mixtures(nb, rng):
    for d in (100, 16):
        component, x = mixture(rng, d, 3), np.concatenate([rng.permutation(d)[:9], [0, d - 1]])
        close(
            probabilities(nb, x, *component, d),
            ref.mol_prob(x, *component, d),
            # The solution is 2e-16 off at most over 8 seeds; float32 keeps well within the usual 1e-5.
            what="the probability of x",
            mistakes=slips(x, *component, d),
            hints={"*": "p(x) = sum_i pi_i (sigma((x + 1/2 - mu_i)/s_i) - sigma((x - 1/2 - mu_i)/s_i))."},
        )


@check("2.4 symmetry", points=1, visibility=HIDDEN)
def symmetry(nb, rng):
    d = int(rng.integers(20, 60))
    component = (np.zeros(1), np.array([(d - 1) / 2]), np.array([np.log(d * rng.uniform(0.1, 0.3))]))
    got = probabilities(nb, np.arange(d), *component, d)
    what = "the probability of d - 1 - x (for mu = (d - 1)/2 it is that of x)"
    close(got[::-1], got, what=what, hints={"*": "A bin reaches from x - 1/2 to x + 1/2."})
    true(bool(got[d // 2] > 1.5 * got[1]), "bins in the middle are likelier than those near the end")
