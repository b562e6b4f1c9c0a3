"""Question 7: a VAE on pictures of bars (20 points)."""

import numpy as np

import bars
import reference as ref
from assay import Failed, check, close, true
from common import HIDDEN, once
from vae import STEPS, coins, decoded, encoded, enlarged, parts, pictures, trained

SAMPLES = 3000
# How far a share among SAMPLES may be off. Five standard errors of one near 1/2 are .046, with the 20 000 latents that
# the share is compared with .049.
PAIRS_MAX = 0.055

# -ELBO in nats, and its kl, after STEPS of Adam at 2e-3, measured over eight runs each with torch 2.13:
#   the recipe of the starter: 26.1 to 27.3, kl 8.4 to 9.0; other widths and activations: 23.5 to 31.3, kl 7.3 to 9.7
#   the poorest honest networks, two hidden layers or 32 units: 29.1 to 35.8, kl 4.7 to 7.5; no hidden layer: 37.0, 4.9
#   a decoder that ignores z (rec averaged over pixels, detached z, kl summed over the batch): 41.9 to 42.1, kl 0
#   kl averaged over the latent dimensions: 34.7, kl 22; mu decoded in place of samples: 76, kl 2; no kl at all: 154
LOSS_MAX = 38.0
# The entropy less five standard errors of a test set: 2.2 nats is the spread of -log p over pictures.
TESTED = 1000
LOSS_MIN = bars.ENTROPY - 5 * 2.2 / np.sqrt(TESTED)
KL_MIN, KL_MAX = 3.0, 16.0


@check("7.1 encoder, decoder, loss and sample", points=4)
@once
def methods(nb, rng):
    model = nb.new("VAE", 20, 3)
    model.call("eval")
    x, z = coins(rng, 6), rng.normal(size=(6, 3))
    mu, logvar = encoded(model, x, 3)
    again, _ = encoded(model, x, 3)
    true(bool(np.array_equal(mu, again)), "`encode` gives the same mu for the same x", hint="The noise comes later.")
    logits = decoded(model, z, 20)
    # In another order: each row of logits has to come from its own row of z, and from nothing else.
    backwards = decoded(model, z[::-1], 20)[::-1]
    true(bool(np.allclose(logits, backwards, atol=1e-4)), "`decode` gives the same logits for the same z")
    hint = "Leave out the sigmoid at the end of the decoder."
    true(bool((logits < 0).any() or (logits > 1).any()), "`decode` returns logits, not probabilities", hint=hint)
    total, rec, kl = parts(model, x)
    true(kl >= 0 > rec, "of `loss`, kl is not negative, and rec, the log-likelihood of binary pictures, is negative")
    close(total, kl - rec, atol=1e-3, what="total of `loss`, which is kl - rec for beta = 1")
    pictures(model, 5, 20)


@check("7.2 parts of the loss", points=4, visibility=HIDDEN)
@once
def loss_parts(nb, rng):
    model = enlarged(nb, rng)
    x = coins(rng, 7)
    wanted = float(ref.gaussian_kl(*encoded(model, x, 3)).mean())
    for beta in (4.0, 0.0, 1.0):
        total, rec, kl = parts(model, x, beta)
        close(
            kl,
            wanted,
            rtol=1e-3,
            what="kl of `loss`: the mean over the batch of the divergence of q(z | x) from N(0, I)",
            hints={
                "x7": "This is summed over the batch; take the mean over it.",
                "/3": "This is the mean over the latent dimensions; sum over them.",
                "sign": "A divergence is never negative.",
                f"x{beta:g}": "beta belongs to total alone: kl is the divergence itself.",
            },
        )
        close(
            total,
            beta * kl - rec,
            atol=1e-3,
            rtol=1e-3,
            what=f"total of `loss` for beta = {beta:g}",
            mistakes={
                "beta is not used: total = beta * kl - rec.": kl - rec,
                "beta weighs kl, not rec.": kl - beta * rec,
                "The divergence is added to the loss.": -beta * kl - rec,
                "The loss is minimized: its rec has a minus, total = beta * kl - rec.": beta * kl + rec,
            },
        )


@check("7.3 reconstruction term of the loss", points=3, visibility=HIDDEN, attempts=2)
@once
def reconstruction(nb, rng):
    model, times = enlarged(nb, rng), 800
    # One picture at a time: in the mean over several, decoding mu can come out right by chance.
    for picture in coins(rng, 4):
        x = np.repeat(picture[None], times, axis=0)
        _, rec, _ = parts(model, x)
        expect_reconstruction(model, x, rec, rng)


def expect_reconstruction(model, x, rec, rng):
    """Raise Failed unless rec is the mean over q(z | x) of the log-likelihood of the picture that x repeats."""
    # The picture and its opposite, for `encoded` and `decoded` expect answers that differ.
    both = np.stack([x[0], 1 - x[0]])
    mu, logvar = (part[:1] for part in encoded(model, both, 3))
    at_samples = decoded(model, ref.reparameterize(mu, logvar, rng.normal(size=(len(x), 3))), 20)
    terms = ref.bernoulli_log_likelihood(at_samples, x.astype(np.float64))
    at_mu = float(ref.bernoulli_log_likelihood(decoded(model, np.concatenate([mu, -mu]), 20), both).flat[0])
    # Both sides are means of as many draws. Decoding mu is 9 of these errors away in the median, over 4 networks.
    wanted, error = float(terms.mean()), float(terms.std() * np.sqrt(2 / len(x)))
    causes = {
        "This decodes mu: decode a sample z = mu + exp(logvar / 2) * eps.": at_mu,
        "This is the mean over the pixels; sum over them, then take the mean over the batch.": wanted / 20,
        "This is summed over the batch; sum over the pixels, and take the mean over the batch.": wanted * len(x),
        "rec is the log-likelihood, not its negative.": -wanted,
    }
    if not abs(rec - wanted) <= 5 * error + 1e-3:
        usual = "rec = log p(x | z) with z drawn from q(z | x), summed over pixels, averaged over the batch."
        raise Failed(
            "The reconstruction term of `loss` is not the mean log-likelihood of pictures given samples of q(z | x).",
            expected=f"{wanted:.3f} ± {5 * error:.3f}",
            got=f"{rec:.3f}",
            hint=next((hint for hint, value in causes.items() if abs(rec - value) < 0.02 * abs(value)), usual),
        )


@check("7.4 training on bars", points=6, visibility=HIDDEN)
@once
def training(nb, rng):
    model = trained(nb, rng)
    x = bars.draw(rng, TESTED)
    mu, logvar = encoded(model, x, 8)
    z = ref.reparameterize(mu, logvar, rng.normal(size=mu.shape))
    # In another order, so that a decoder has nothing but z to know a picture by.
    order = rng.permutation(TESTED)
    rec = ref.bernoulli_log_likelihood(decoded(model, z[order], 64), x[order].astype(np.float64)).mean()
    kl = ref.gaussian_kl(mu, logvar).mean()
    loss = float(kl - rec)
    if not loss <= LOSS_MAX:
        raise Failed(
            f"After {STEPS} steps of your loss, -ELBO of new pictures is too large; independent pixels reach 41.8.",
            expected=f"at most {LOSS_MAX:g}",
            got=f"{loss:.1f}",
            hint="If kl is near 0, the decoder ignores z: sum rec over the pixels. If it is large, is kl in total?",
        )
    if not loss >= LOSS_MIN:
        raise Failed(
            "-ELBO of new pictures is below their entropy, 8 nats, which no model can reach.",
            expected=f"at least {LOSS_MIN:.1f}",
            got=f"{loss:.1f}",
            hint="Does `decode` use anything but z?",
        )
    if not KL_MIN <= kl <= KL_MAX:
        raise Failed(
            f"After training, the divergence of q(z | x) from N(0, I) is too {'small' if kl < KL_MIN else 'large'}.",
            expected=f"from {KL_MIN:g} to {KL_MAX:g}",
            got=f"{kl:.1f}",
            hint="rec is a sum over pixels, kl a sum over latent dimensions, both averaged over the batch.",
        )


@check("7.5 samples of the model", points=3, visibility=HIDDEN, attempts=2)
@once
def samples(nb, rng):
    model = enlarged(nb, rng)
    got = pictures(model, SAMPLES, 20)
    # What the model says about pairs of pixels: its own decoder, at latents drawn here.
    p = ref.sigmoid(decoded(model, rng.normal(size=(20_000, 3)), 20))
    wanted = p.T @ p / len(p)
    np.fill_diagonal(wanted, p.mean(axis=0))
    found = got.T @ got / SAMPLES
    off = float(np.abs(found - wanted).max())
    if not off <= PAIRS_MAX:
        lone = float(np.abs(np.diag(found) - np.diag(wanted)).max())
        how = "are 1 too often or too seldom" if lone > PAIRS_MAX else "do not go together as they should"
        raise Failed(
            f"Samples do not follow the model: some pixels {how}.",
            expected=f"shares of pixels, and of pairs of pixels, within {PAIRS_MAX:g}",
            got=f"off by {off:.2f}",
            hint="For every picture draw a z of its own from N(0, I), decode it, then draw each pixel.",
        )
