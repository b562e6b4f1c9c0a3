"""Question 4: causal self-attention (20 points)."""

import numpy as np

import reference as ref
from assay import causal, check, close, equal, finite, shape, true
from common import HIDDEN

WIDTH, HEADS, STEPS = 12, 3, 7
# Tokens are replaced by others three times as large. Over 8 seeds what must not change did not move at all,
# and what must change moved by 0.17 at least.
STILL, MOVED = 1e-5, 1e-4
TRANSPOSED = "Rows are queries: row t is True up to column t. This is the transposed mask."


def check_mask(nb, steps):
    tril = np.tril(np.ones((steps, steps), bool))
    got = shape(nb.call("causal_mask", steps), (steps, steps))
    mistakes = {
        TRANSPOSED: tril.T,
        "True means that t may attend, not that it is masked.": ~tril,
        "A position may attend to itself: the diagonal is True.": np.tril(tril, -1),
    }
    cause = next((text for text, wrong in mistakes.items() if np.array_equal(got != 0, wrong)), None)
    # Zeros and ones will do as well: only what they say is asked.
    equal(np.isfinite(got) & (got != 0), tril, what=f"the mask for T = {steps}", hint=cause)
    true(bool(np.all((got == 0) | (got == 1))), "the mask holds True and False, or 1 and 0")


def inputs(rng, batch=2, steps=STEPS):
    return rng.normal(size=(batch, steps, WIDTH)).astype(np.float32)


def attend(layer, x):
    return finite(shape(layer(x), x.shape, what="the output of `CausalSelfAttention`")).astype(np.float64)


def weights_of(layer):
    """The layer's weights, looked at: `qkv.weight` and `proj.weight`, and their biases where there are any."""
    weights = layer.state_dict()
    for name, rows in (("qkv", 3 * WIDTH), ("proj", WIDTH)):
        known = f"{name}.weight" in weights
        true(known, f"the layer has the weights `{name}.weight`", hint="self.qkv and self.proj are nn.Linear.")
        finite(shape(weights[f"{name}.weight"], (rows, WIDTH), what=f"`{name}.weight`"))
        if f"{name}.bias" in weights:
            finite(shape(weights[f"{name}.bias"], (rows,), what=f"`{name}.bias`"))
    return weights


def replaced(rng, x, where):
    """x with other tokens at these positions."""
    other = x.copy()
    other[:, where] = 3 * rng.normal(size=other[:, where].shape)
    return other


@check("4.1 mask of four positions", points=3)
def mask_of_four(nb, rng):
    check_mask(nb, 4)


@check("4.2 shape of the attention", points=2)
def attention_shape(nb, rng):
    layer = nb.new("CausalSelfAttention", WIDTH, HEADS)
    x = inputs(rng, batch=5)
    got = attend(layer, x)
    true(bool(np.ptp(got) > 0), "the output depends on the input")
    close(attend(layer, x), got, what="the output for the same input again")
    true(not np.allclose(got, x), "the output is not the input itself")
    weights_of(layer)


@check("4.3 the future changes nothing", points=4, visibility=HIDDEN)
def future(nb, rng):
    layer, x = nb.new("CausalSelfAttention", WIDTH, HEADS), inputs(rng)
    causal(
        lambda tokens: attend(layer, tokens),
        x,
        replaced(rng, x, slice(None)),
        still=STILL,
        moved=MOVED,
        what="the output of `CausalSelfAttention`",
        hint="Set scores to -inf where the mask is False, before the softmax over the last axis (the keys).",
    )
    before = attend(layer, x)
    first = np.abs(attend(layer, replaced(rng, x, slice(0, 1))) - before)[:, -1].max()
    true(bool(first > MOVED), "the first token reaches the last output")


@check("4.4 all of the past counts", points=3, visibility=HIDDEN)
def past(nb, rng):
    layer, x = nb.new("CausalSelfAttention", WIDTH, HEADS), inputs(rng)
    before = attend(layer, x)
    for s in range(STEPS):
        change = np.abs(attend(layer, replaced(rng, x, slice(s, s + 1))) - before).max(axis=(0, 2))
        blind = [t for t in range(s, STEPS) if change[t] <= MOVED]
        hint = "Row t of the mask is True for every column up to t, t itself included."
        true(not blind, f"the outputs from position {s} on depend on the token at {s}", hint=hint)
        true(bool(np.all(change[:s] <= STILL)), f"the outputs before position {s} do not depend on the token at {s}")


@check("4.5 the values of the attention", points=6, visibility=HIDDEN)
def values(nb, rng):
    for heads in (HEADS, 2):
        layer, x = nb.new("CausalSelfAttention", WIDTH, heads), inputs(rng, batch=3)
        weights = weights_of(layer)
        # Larger than a layer begins with, so that scores, and with them their scale, matter; not so large that exp of
        # a score overflows in float32.
        bigger = {name: 2 * np.asarray(value) for name, value in weights.items() if "qkv" in name}
        layer.load_state_dict({**weights, **bigger})
        weights = {**weights, **bigger}
        exact = x.astype(np.float64)
        size = WIDTH // heads
        mistakes = {
            "The scores are not scaled: divide them by sqrt(d_model / n_heads).": ref.attention(exact, weights, heads, 1.0),
            "Divide the scores by sqrt(d_model / n_heads), the width of one head, not of all.": ref.attention(
                exact, weights, heads, WIDTH**-0.5
            ),
            "Divide the scores by the square root of the head's width.": ref.attention(exact, weights, heads, 1 / size),
            "The scores are multiplied by the root; divide by it.": ref.attention(exact, weights, heads, size**0.5),
            "The heads are not split: attend in each of them apart.": ref.attention(exact, weights, 1, size**-0.5),
        }
        close(
            attend(layer, x),
            ref.attention(exact, weights, heads),
            # The solution, in float32, is 7e-7 off at most over 8 seeds.
            atol=1e-4,
            what=f"the output with {heads} heads",
            mistakes=mistakes,
            hints={"*": "Order q, k, v; heads [B, n_heads, T, d/n_heads]; transpose back before you merge the heads."},
        )


@check("4.6 masks of other sizes", points=2, visibility=HIDDEN)
def masks(nb, rng):
    for steps in (1, int(rng.integers(5, 20))):
        check_mask(nb, steps)
