"""Question 5: a tiny GPT and its loss (15 points).

The loss is asked about models of the checks' own; the network is trained with a loss of the checks' own.
"""

import numpy as np

import reference as ref
from assay import causal, check, close, finite, shape, true, within
from chains import Chain
from common import HIDDEN

# The solution's loss after 200 steps over 8 seeds: .0022 to .0025.
OVERFIT_MAX = 0.15
# The solution's excess after 150 steps over 8 seeds: .0023 to .0051.
CHAIN_NEAR = 0.03

TRAIN = """
import torch
torch.manual_seed(seed)
model = TinyGPT(vocab, max_len=16)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for batch in batches:
    logits = model(batch)[:, :-1]
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocab), batch[:, 1:].reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    logits = model(held)
"""

# The matrices of the blocks: no other weight is a matrix without an axis of tokens or positions.
BLOCKS = """
import torch

def of_blocks(model):
    return [p for p in model.parameters() if p.ndim == 2 and not {vocab, max_len} & set(p.shape)]

matrices = []
for n_layers in (1, 2, 3):
    model = TinyGPT(vocab, 16, 4, n_layers, max_len)
    model(idx).square().sum().backward()
    matrices.append(sum(p.grad is not None for p in of_blocks(model)))
with torch.no_grad():
    for p in of_blocks(model):
        p.zero_()
    logits = model(idx)
"""


def trained_logits(nb, rng, vocab, batches, held):
    """Logits for `held` after a step of Adam on each of `batches` [steps, B, T]."""
    given = {"vocab": vocab, "batches": batches, "held": held, "seed": int(rng.integers(2**30))}
    logits = nb.run(TRAIN, returns=["logits"], **given)["logits"]
    return finite(shape(logits, (*held.shape, vocab), what="the logits of the trained network"))


@check("5.1 shape and first loss", points=2)
def first_loss(nb, rng):
    vocab, idx = 11, rng.integers(0, 11, size=(8, 20))
    model = nb.new("TinyGPT", vocab)
    what = "the logits of a new `TinyGPT`"
    logits = finite(shape(model(idx), (8, 20, vocab), what=what), what=what)
    true(not np.allclose(model((idx + 1) % vocab), logits), "the logits depend on the tokens")
    close(model(idx), logits, what="the logits of the same network for the same tokens again")
    within(
        ref.ar_loss(lambda _: logits.astype(np.float64), idx),
        np.log(vocab) - 0.5,
        np.log(vocab) + 0.5,
        # The solution over 8 seeds: 2.46 to 2.61; ln 11 = 2.40.
        "the loss of a new `TinyGPT` (it should be near ln(vocab))",
        hint="A network that knows nothing yet gives all tokens about the same probability.",
    )


@check("5.2 loss of equal logits", points=2)
def equal_logits(nb, rng):
    vocab, idx = 7, rng.integers(0, 7, size=(4, 9))
    close(
        nb.call("ar_loss", lambda tokens: np.zeros((*tokens.shape, vocab)), idx),
        float(np.log(vocab)),
        what="the loss of a model with equal logits for 7 tokens",
        hints={
            "x32": "This is a sum; take the mean over batch and positions.",
            "x8": "This is summed over the positions; take the mean over batch and positions.",
            "x4": "This is summed over the batch; take the mean over batch and positions.",
            "sign": "The sign is wrong: the loss is positive.",
            "shape": "Return one number: the mean over batch and positions.",
        },
    )


@check("5.3 loss of a known chain", points=4, visibility=HIDDEN)
def known_chain(nb, rng):
    chain = Chain.draw(rng)
    idx = chain.draw_sequences(rng, 6, 10)
    log_p = np.log(chain.transitions)
    backwards = float(-log_p[idx[:, 1:], idx[:, :-1]].mean())
    expected = ref.ar_loss(chain.model, idx)
    close(
        nb.call("ar_loss", chain.model, idx),
        expected,
        what="the loss of a model that knows the chain",
        mistakes={
            "Your loss scores the token that the model was given: logits at t predict token t + 1.": float(
                -log_p[idx, idx].mean()
            ),
            "The shift runs backwards: logits at t predict token t + 1, not t - 1.": backwards,
            "Divide by the number of predictions, T - 1 for each sequence.": expected * 0.9,
        },
        hints={"*": "The mean over all t >= 1 of -log p(x_t | x_<t); the logits need a log_softmax."},
    )


@check("5.4 later tokens change nothing", points=2, visibility=HIDDEN)
def later_tokens(nb, rng):
    vocab, steps = 9, 8
    model, idx = nb.new("TinyGPT", vocab, 16, 2, 2, steps), rng.integers(0, vocab, size=(3, steps))
    causal(
        lambda tokens: finite(shape(model(tokens), (*tokens.shape, vocab), what="the logits")),
        idx,
        (idx + rng.integers(1, vocab, size=idx.shape)) % vocab,
        # The solution over 8 seeds: no change at all before t, 0.17 at least at t.
        still=1e-4,
        moved=1e-3,
        what="the logits",
        hint="Use your causal attention in every block, without a norm over positions.",
    )
    # Position 0 sees the same token in both; who ignores positions or the past gives the same logits everywhere.
    same = finite(shape(model(np.zeros((1, steps), np.int64)), (1, steps, vocab), what="the logits"))
    true(bool(np.ptp(same, axis=1).max() > 1e-4), "the logits depend on the position", hint="Add a position embedding.")


@check("5.5 one batch is learnt by heart", points=2, visibility=HIDDEN, attempts=2)
def overfit(nb, rng):
    batch = rng.integers(0, 8, size=(8, 16))
    # No logits help with what is not determined by the past: rows differ in their first token, and that is given.
    batch[:, 0] = np.arange(8)
    logits = trained_logits(nb, rng, 8, np.repeat(batch[None], 200, axis=0), batch)
    within(
        ref.ar_loss(lambda _: logits.astype(np.float64), batch),
        0.0,
        OVERFIT_MAX,
        "the loss on one batch after 200 steps of Adam",
        hint="Are there residual connections, a position embedding, and a head on all positions? Is every layer trained?",
    )


@check("5.6 the chain is learnt", points=2, visibility=HIDDEN, attempts=2)
def learnt(nb, rng):
    chain = Chain.draw(rng)
    held = chain.draw_sequences(rng, 512, 16)
    logits = trained_logits(nb, rng, 5, chain.draw_sequences(rng, 150 * 32, 16).reshape(150, 32, 16), held)
    loss = ref.ar_loss(lambda _: logits.astype(np.float64), held)
    # Against the loss of the true model on the same sequences, which is the entropy rate without its sampling error.
    best = ref.ar_loss(chain.model, held)
    within(
        loss - best,
        -CHAIN_NEAR,
        CHAIN_NEAR,
        "the loss after 150 steps of Adam, minus that of the true model",
        hint="A loss far below means that the network sees the token it predicts; far above, that it learns little.",
    )


@check("5.7 blocks as they are written above", points=1, visibility=HIDDEN)
def blocks(nb, rng):
    vocab, max_len = 11, 7
    idx = rng.integers(0, vocab, size=max_len)
    idx = np.stack([idx, (idx + 1) % vocab])
    answer = nb.run(BLOCKS, returns=["matrices", "logits"], vocab=vocab, max_len=max_len, idx=idx)
    one, two, three = shape(answer["matrices"], (3,), what="the numbers of matrices in the blocks")
    true(
        # qkv and proj, and two of an MLP. The same more for each block, whatever else there is.
        three - two == two - one >= 4,
        "each of the `n_layers` blocks has an attention and an MLP of its own",
        hint="Make `n_layers` blocks, not one that is used several times, and call attention and MLP of each.",
    )
    logits = finite(shape(answer["logits"], (2, max_len, vocab), what="the logits"))
    # The solution over 8 seeds: they differ by 0.10 at least, of variants by 0.07; without x + … by nothing at all.
    true(
        bool(np.abs(logits[0] - logits[1]).max(axis=-1).min() > 1e-5),
        "the logits depend on the token where all matrices of the blocks are 0",
        hint="A block adds to x: x + attention(norm(x)), then x + MLP(norm(x)).",
    )
