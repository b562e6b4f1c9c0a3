"""Question 1: the losses of a GAN (10 points)."""

import numpy as np

import reference as ref
from assay import check, close, gradient_matches
from common import HIDDEN

D_HINTS = {
    "sign": "The sign is wrong: both terms of the loss are positive.",
    "x0.5": "This is half the loss: it is the sum of the two means.",
    "x2": "This is twice the loss.",
    "shape": "Return one number: a mean over the real logits plus one over the fake ones.",
    "nan": "Is there a logarithm of something that can become 0 or negative?",
    "*": "mean softplus(-real) + mean softplus(fake), where softplus(x) = ln(1 + e^x).",
}
G_HINTS = {
    "sign": "The sign is wrong: the loss is positive.",
    "shape": "Return one number: the mean over the logits.",
    "nan": "Is there a logarithm of something that can become 0 or negative?",
    "*": "mean softplus(-fake), where softplus(x) = ln(1 + e^x).",
}


def d_slips(real, fake):
    """Likely wrong answers of d_loss_ns, by cause."""
    soft = ref.softplus
    return {
        "Real and fake are swapped: real logits should be large.": ref.d_loss_ns(fake, real),
        "The real term is missing.": float(soft(fake).mean()),
        "The fake term is missing.": float(soft(-real).mean()),
        "The fake term has the wrong sign inside: softplus(fake).": float(soft(-real).mean() + soft(-fake).mean()),
        "These are sums; take the mean of each term.": float(soft(-real).sum() + soft(fake).sum()),
        "Each of the two terms is a mean of its own, also where there are more fake logits than real ones.": float(
            np.concatenate([soft(-real).ravel(), soft(fake).ravel()]).mean()
        ),
        "A logit is no probability yet, and a loss on logits needs no sigmoid before it.": ref.d_loss_ns(
            ref.sigmoid(real), ref.sigmoid(fake)
        ),
        "This is in bits; take the natural logarithm.": ref.d_loss_ns(real, fake) / np.log(2.0),
    }


def g_slips(fake):
    """Likely wrong answers of g_loss_ns, by cause."""
    saturating = float(-ref.softplus(fake).mean())
    return {
        "This is the saturating loss, mean log(1 - sigmoid(fake)); it should be -mean log sigmoid(fake).": saturating,
        "This is what the discriminator pays for fakes; the generator wants their logits large.": -saturating,
        "This is a sum; take the mean.": float(ref.softplus(-fake).sum()),
        "This is the mean logit, negated: the loss of a Wasserstein GAN.": float(-fake.mean()),
        "A logit is no probability yet, and a loss on logits needs no sigmoid before it.": ref.g_loss_ns(
            ref.sigmoid(fake)
        ),
        "This is in bits; take the natural logarithm.": ref.g_loss_ns(fake) / np.log(2.0),
    }


@check("1.1 losses, worked values", points=2)
def worked(nb, rng):
    zeros, real, fake = np.zeros(4), np.log([3.0, 1.0]), np.log([1.0, 3.0, 7.0])
    undecided = "the loss of a discriminator that gives 0 to all"
    close(nb.call("d_loss_ns", zeros, zeros), 2 * np.log(2.0), what=undecided, hints=D_HINTS)
    close(nb.call("g_loss_ns", zeros), np.log(2.0), what="the loss of a generator whose fakes get 0", hints=G_HINTS)
    close(
        nb.call("d_loss_ns", real, fake),
        # ln(4/3) and ln 2; then ln 2, ln 4 and ln 8.
        np.log(8.0 / 3.0) / 2 + 2 * np.log(2.0),
        what="the loss of a discriminator that gives ln 3 and 0 to data, and 0, ln 3 and ln 7 to fakes",
        mistakes=d_slips(real, fake),
        hints=D_HINTS,
    )
    close(
        nb.call("g_loss_ns", fake),
        np.log(2.0 * 4.0 / 3.0 * 8.0 / 7.0) / 3,
        what="the loss of a generator whose fakes get 0, ln 3 and ln 7",
        mistakes=g_slips(fake),
        hints=G_HINTS,
    )


@check("1.2 loss of the discriminator", points=2, visibility=HIDDEN)
def discriminator(nb, rng):
    for dims, others in (((7,), (5,)), ((4, 1), (9, 1)), ((3, 1, 2, 2), (2, 1, 2, 2))):
        real, fake = 2 * rng.normal(size=dims) + 0.5, 2 * rng.normal(size=others)
        close(
            nb.call("d_loss_ns", real, fake),
            ref.d_loss_ns(real, fake),
            what=f"the loss for real logits of shape {dims} and fake ones of shape {others}",
            mistakes=d_slips(real, fake),
            hints=D_HINTS,
        )


@check("1.3 loss of the generator", points=2, visibility=HIDDEN)
def generator(nb, rng):
    for dims in ((7,), (4, 1), (3, 1, 2, 2)):
        fake = 2 * rng.normal(size=dims) + 0.5
        close(
            nb.call("g_loss_ns", fake),
            ref.g_loss_ns(fake),
            what=f"the loss for fake logits of shape {dims}",
            mistakes=g_slips(fake),
            hints=G_HINTS,
        )


@check("1.4 gradients of the losses", points=2, visibility=HIDDEN)
def loss_gradients(nb, rng):
    real, fake = 2 * rng.normal(size=6), 2 * rng.normal(size=4)
    hints = {
        "*": "Stay with torch operations on the logits, without numpy, .item() and .detach(). If the loss itself is "
        "wrong, mend it first."
    }
    by_real, by_fake = -ref.sigmoid(-real) / 6, ref.sigmoid(fake) / 4
    inputs = {"real": real, "fake": fake}
    gradient_matches(nb, "d_loss_ns(real, fake)", inputs, {"real": by_real, "fake": by_fake}, hints=hints)
    gradient_matches(nb, "g_loss_ns(fake)", {"fake": fake}, {"fake": -ref.sigmoid(-fake) / 4}, hints=hints)


@check("1.5 losses of extreme logits", points=2, visibility=HIDDEN)
def extremes(nb, rng):
    # Wrong with certainty: the losses are the logits themselves.
    size = float(rng.uniform(900, 1100))
    low, high = np.full(3, -size), np.full(3, size)
    advice = "log(sigmoid(...)) and a BCE of probabilities lose everything here: use softplus or the losses on logits."
    hints = {"nan": advice, "*": advice}
    wrong = "`d_loss_ns` for logits of about 1000, all wrong"
    close(nb.call("d_loss_ns", low, high), 2 * size, what=wrong, hints=hints)
    close(nb.call("g_loss_ns", low), size, what="`g_loss_ns` for logits of about -1000", hints=hints)
    close(nb.call("d_loss_ns", high, low), 0.0, what="`d_loss_ns` for logits of about 1000, all right", hints=hints)
