"""Question 6: the probability of a sequence (10 points)."""

from itertools import product

import numpy as np

import reference as ref
from assay import check, close, shape, true
from chains import Chain, Remembering
from common import HIDDEN


def slips(model, idx):
    """Likely wrong answers, by cause."""
    right = ref.sequence_log_prob(model, idx)
    log_p = ref.log_softmax(model(idx))
    return {
        "This is the mean over positions; a product of probabilities is a sum of logarithms.": right / (idx.shape[1] - 1),
        "Logits at t predict token t + 1: yours score the token that the model was given.": ref.chosen(log_p, idx).sum(1),
        "Take log_softmax of the logits first.": ref.chosen(model(idx)[:, :-1], idx[:, 1:]).sum(axis=1),
    }


HINTS = {"sign": "The log-probability is negative.", "shape": "One number for each sequence: [B]."}


@check("6.1 sequences of a known chain", points=3)
def worked(nb, rng):
    # p(1|0) = 1/2, p(2|1) = 3/4, p(0|2) = 7/8: three short sequences by hand.
    transitions = np.array([[0.25, 0.5, 0.25], [0.125, 0.125, 0.75], [0.875, 0.0625, 0.0625]])
    model, idx = Chain(transitions).model, np.array([[0, 1, 2], [2, 0, 1], [0, 0, 0]])
    close(
        nb.call("sequence_log_prob", model, idx),
        np.log([0.375, 0.4375, 0.0625]),
        what="log p of the sequences 0 1 2, 2 0 1 and 0 0 0",
        mistakes=slips(model, idx),
        hints={**HINTS, "exp": "This is the probability; its logarithm is asked for."},
    )


@check("6.2 all continuations add up to 1", points=4, visibility=HIDDEN)
def total(nb, rng):
    model = Remembering.draw(rng, 3).model
    idx = np.array([(1, *rest) for rest in product(range(3), repeat=3)])
    got = shape(nb.call("sequence_log_prob", model, idx), (27,), hint="One number for each sequence: [B].")
    true(bool(np.ptp(got) > 1e-3), "the probability depends on the sequence")
    close(
        np.exp(np.minimum(got.astype(np.float64), 50)).sum(),
        1.0,
        what="the sum of the probabilities of all 27 ways to go on from one token",
        hints={"*": "Sum log p(x_t | x_<t) over t >= 1, each from the logits at t - 1 after log_softmax."},
    )


@check("6.3 sequences of a model that remembers", points=3, visibility=HIDDEN)
def remembering(nb, rng):
    model, idx = Remembering.draw(rng, 6).model, rng.integers(0, 6, size=(5, 9))
    got = nb.call("sequence_log_prob", model, idx)
    close(got, ref.sequence_log_prob(model, idx), mistakes=slips(model, idx), hints=HINTS)
