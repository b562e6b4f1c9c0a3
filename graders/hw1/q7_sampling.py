"""Question 7: sampling (15 points), from models that are known exactly."""

import numpy as np

import reference as ref
from assay import check, distribution_close, equal, shape, true
from chains import Chain, Remembering
from common import HIDDEN

# How often right samples fail at most, all comparisons of a check together. It is tried twice.
FALSE_ALARM = 1e-5

IN_PLACE_AND_GRAD = """
import torch
grads = []

class Uniform(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = torch.nn.Parameter(torch.zeros(6))

    def forward(self, idx):
        grads.append(torch.is_grad_enabled())
        return self.bias.expand(*idx.shape, 6)

model = Uniform()
first, again, other = (
    sample(model, prefix, 12, generator=torch.Generator().manual_seed(s)) for s in (seed, seed, seed + 1)
)
grads = any(grads)
"""


def drawn(nb, rng, model, prefix, n_new, *options, **named):
    """The answer, whole numbers [B, T0 + n_new] that begin with the prefix."""
    got = nb.call("sample", model, prefix, n_new, *options, **named, generator=nb.generator(rng))
    batch, given = prefix.shape
    hint = "Return prefix and new tokens together: torch.cat([idx, new], dim=1)."
    array = shape(got, (batch, given + n_new), what="the sample", hint=hint)
    true(array.dtype.kind in "iu", "the sample holds whole numbers (dtype long)")
    equal(array[:, :given], prefix, what="the array of the sample's first columns (the prefix)", hint=hint)
    return array.astype(np.int64)


@check("7.1 shape and prefix", points=4)
def prefix_kept(nb, rng):
    # p(next) is certain here, so the whole sample is: 0 1 2 3 0 1 …
    certain = Chain(np.where(np.roll(np.eye(4), 1, axis=1) > 0, 1 - 3e-9, 1e-9))
    prefix = rng.integers(0, 4, size=(3, 2))
    got = drawn(nb, rng, certain.model, prefix, 5)
    hint = "The next token is drawn from the logits at the last position, logits[:, -1]."
    expected = np.concatenate([prefix, (prefix[:, -1:] + np.arange(1, 6)) % 4], axis=1)
    equal(got, expected, what="the sample from a model that always adds 1", hint=hint)


@check("7.2 cold, and with the best token alone", points=3, visibility=HIDDEN)
def greedy(nb, rng):
    model, prefix = Remembering.draw(rng, 6).model, rng.integers(0, 6, size=(8, 3))
    expected = ref.greedy(model, prefix, 6)
    hint = "Divide the logits by the temperature, and show the model all tokens so far."
    got = drawn(nb, rng, model, prefix, 6, 1e-4)
    equal(got, expected, what="the sample at temperature 1e-4 (the likeliest token each time)", hint=hint)
    hint = "With top_k = 1 every logit but the largest becomes -inf."
    equal(drawn(nb, rng, model, prefix, 6, 1.0, 1), expected, what="the sample with top_k = 1", hint=hint)


@check("7.3 only the top k", points=2, visibility=HIDDEN)
def top_k(nb, rng):
    chain = Chain(rng.dirichlet(np.full(6, 5.0), size=6))
    for k in (2, 4):
        got = drawn(nb, rng, chain.model, rng.integers(0, 6, size=(400, 1)), 5, 1.0, k)
        ranks = np.argsort(np.argsort(-chain.transitions, axis=1), axis=1)[got[:, :-1], got[:, 1:]]
        hint = "Set the logits outside the top k to -inf, not to 0, before the softmax."
        true(bool(np.all(ranks < k)), f"with top_k = {k} only the {k} likeliest tokens are drawn", hint=hint)
        true(set(np.unique(ranks)) == set(range(k)), f"with top_k = {k} each of the {k} likeliest tokens is drawn")


@check("7.4 frequencies", points=4, visibility=HIDDEN, attempts=2)
def frequencies(nb, rng):
    chain, states = Chain(rng.dirichlet(np.full(5, 2.0), size=5) * 0.8 + 0.04), 5
    for temperature in (1.0, 0.5):
        # 1 is the default.
        given = () if temperature == 1.0 else (temperature,)
        got = drawn(nb, rng, chain.model, rng.integers(0, states, size=(10_000, 1)), 2, *given)
        wanted = np.exp(ref.log_softmax(np.log(chain.transitions) / temperature))
        # Given the token before it, each is an independent draw; two steps, so that the second is looked at as well.
        for step in (1, 2):
            for state in range(states):
                drawn_next = got[got[:, step - 1] == state, step]
                distribution_close(
                    drawn_next,
                    len(drawn_next),
                    probabilities=wanted[state],
                    false_alarm=FALSE_ALARM / (4 * states),
                    what=f"the next tokens at temperature {temperature:g}",
                    hint="Divide the logits by the temperature, then draw: torch.multinomial of their softmax.",
                )


@check("7.5 prefix, generator, gradients", points=2, visibility=HIDDEN)
def manners(nb, rng):
    prefix, seed = rng.integers(0, 6, size=(20, 2)), int(rng.integers(2**30))
    names = ["first", "again", "other", "prefix", "grads"]
    after = nb.run(IN_PLACE_AND_GRAD, returns=names, **{"prefix": prefix, "seed": seed})
    first, again, other = (shape(after[name], (20, 14), what="the sample") for name in names[:3])
    hint = "Pass generator=generator to torch.multinomial."
    equal(after["prefix"], prefix, what="the prefix after the call", hint="Do not write into it: use torch.cat.")
    equal(first[:, :2], prefix, what="the array of the sample's first columns (the prefix)")
    true(bool(np.array_equal(first, again)), "two runs with equal generators give the same sample", hint=hint)
    true(not np.array_equal(first, other), "two runs with different generators give different samples", hint=hint)
    true(set(np.unique(first[:, 2:])) == set(range(6)), "from equal logits, all tokens are drawn")
    true(after["grads"] is False, "the model is asked without gradients", hint="Put @torch.no_grad() above `sample`.")
