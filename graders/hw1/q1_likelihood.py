"""Question 1: negative log-likelihood (10 points)."""

import numpy as np

import reference as ref
from assay import check, close
from common import HIDDEN

BITS = "Divide by ln 2: nats become bits."


def slips(logits, x):
    """Likely wrong answers of categorical_nll, by cause."""
    probabilities = np.exp(ref.log_softmax(logits))
    return {
        "The logits go through one log_softmax. cross_entropy does that itself: give it logits, no softmax.": (
            ref.categorical_nll(probabilities, x)
        ),
        "The logits are not normalised: take log_softmax over the last axis first.": float(-ref.chosen(logits, x).mean()),
        "This is the mean probability; take the logarithm before the mean.": float(-ref.chosen(probabilities, x).mean()),
    }


def scales(n):
    return {
        f"x{n}": "This is a sum; take the mean over all entries of x.",
        "sign": "The sign is wrong: the negative log-likelihood is positive.",
        "x1.442695": "Nats are asked for here, the natural logarithm.",
        "shape": "Return one number: the mean over all entries of x.",
    }


@check("1.1 loss of equal logits", points=2)
def equal_logits(nb, rng):
    k = int(rng.integers(5, 12))
    got = nb.call("categorical_nll", np.zeros((6, k)), rng.integers(0, k, size=6))
    close(got, float(np.log(k)), what=f"the loss of {k} equal logits", hints=scales(6))


@check("1.2 bits per dimension of 256 equal values", points=1)
def bits_of_bytes(nb, rng):
    nats = 784 * np.log(256)
    close(
        nb.call("bits_per_dim", nats, 784),
        8.0,
        what="the bits per dimension of 784 ln 256 nats over 784 dimensions",
        mistakes={BITS: np.log(256), "Divide by the number of dimensions.": nats / np.log(2)},
    )


@check("1.3 loss of arbitrary logits", points=4, visibility=HIDDEN)
def arbitrary_logits(nb, rng):
    # Two axes in front, and more classes than either: a softmax over another axis is another number.
    for shape in ((9, 7), (4, 5, 8)):
        logits, x = 2 * rng.normal(size=shape), rng.integers(0, shape[-1], size=shape[:-1])
        close(
            nb.call("categorical_nll", logits, x),
            ref.categorical_nll(logits, x),
            what=f"the loss of logits of shape {list(shape)}",
            mistakes=slips(logits, x),
            hints=scales(x.size),
        )


@check("1.4 a constant added to the logits", points=2, visibility=HIDDEN)
def added_constant(nb, rng):
    logits, x = rng.normal(size=(8, 6)), rng.integers(0, 6, size=8)
    for constant in (1000.0, -1000.0):
        close(
            nb.call("categorical_nll", logits + constant, x),
            ref.categorical_nll(logits, x),
            # float32 numbers near 1000 are 6e-5 apart. No relative part: it would swallow what is asked here.
            atol=1e-3,
            rtol=0,
            what=f"the loss of logits that are all {constant:+g}",
            hints={
                "nan": "exp(1000) is infinite: use log_softmax or logsumexp, not log(softmax).",
                "*": "A constant added to all logits changes nothing: normalise by logsumexp, without an epsilon.",
            },
        )


@check("1.5 from nats to bits", points=1, visibility=HIDDEN)
def bits(nb, rng):
    nats, dimensions = float(rng.uniform(10, 2000)), int(rng.integers(3, 500))
    close(
        nb.call("bits_per_dim", nats, dimensions),
        nats / (dimensions * np.log(2)),
        mistakes={BITS: nats / dimensions, "Divide by the number of dimensions.": nats / np.log(2)},
        hints={"*": "nats / (D ln 2)."},
    )
