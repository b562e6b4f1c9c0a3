"""Question 3: log-likelihoods (12 points)."""

import numpy as np

import reference as ref
from assay import check, close, finite, shape
from common import HIDDEN


def scale_hints(d):
    return {
        "sign": "This is the negative log-likelihood; return the log-likelihood itself.",
        f"/{d}": "This is the mean over the entries of an example; sum over them.",
        "shape": "Return one number per example, shape [B]: sum over every axis but the first, and not over the batch.",
    }


def gaussian_slips(x, mu, logvar):
    """Likely wrong answers of gaussian_log_likelihood, by cause."""
    right = ref.gaussian_log_likelihood(x, mu, logvar)
    half_log_2pi = 0.5 * np.log(2 * np.pi) * x[0].size
    return {
        "The constant -log(2 pi) / 2 of each entry is missing.": right + half_log_2pi,
        "The constant of each entry is -log(2 pi) / 2; yours lacks the 1/2.": right - half_log_2pi,
        "The term -logvar / 2 is missing.": right + ref.per_example(logvar / 2),
        "`logvar` is log sigma**2; you used it as log sigma.": ref.gaussian_log_likelihood(x, mu, 2 * logvar),
        "The square has the factor 1/2 as well.": right - ref.per_example((x - mu) ** 2 / np.exp(logvar) / 2),
        "The squared distance is divided by the variance exp(logvar).": ref.per_example(
            -0.5 * (np.log(2 * np.pi) + logvar + (x - mu) ** 2)
        ),
    }


@check("3.1 Bernoulli log-likelihood, worked values", points=2)
def bernoulli_worked(nb, rng):
    logits = np.zeros((3, 6))
    logits[1:] = np.log(3.0)  # probability 3/4
    x = np.array([[0, 1, 1, 0, 1, 0], [1] * 6, [0] * 6], dtype=np.float64)
    close(
        nb.call("bernoulli_log_likelihood", logits, x),
        [-6 * np.log(2.0), 6 * np.log(0.75), 6 * np.log(0.25)],
        what="the log-likelihood of six pixels with probability 1/2, and 3/4 twice",
        mistakes={"x and 1 - x are swapped.": ref.bernoulli_log_likelihood(logits, 1 - x)},
        hints=scale_hints(6),
    )


@check("3.2 Gaussian log-likelihood, worked values", points=1)
def gaussian_worked(nb, rng):
    x, mu = np.array([[1.0, 1.0], [1.0, 1.0], [3.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    logvar = np.log([[1.0, 1.0], [1.0, 1.0], [4.0, 1.0]])
    close(
        nb.call("gaussian_log_likelihood", x, mu, logvar),
        # -log(2 pi) for both entries at their means with variance 1; the others are 1 std away in their first entry.
        -np.log(2 * np.pi) - np.array([0.0, 0.5, 0.5 + np.log(2.0)]),
        what="the log-likelihood of three points in two dimensions",
        mistakes=gaussian_slips(x, mu, logvar),
        hints=scale_hints(2),
    )


@check("3.3 Bernoulli log-likelihood", points=3, visibility=HIDDEN)
def bernoulli(nb, rng):
    for dims in ((5, 9), (5, 1, 4, 3)):
        # At most 4.5: a term such as 1e-8 inside the logarithm is then within the tolerance. 3.5 is about the rest.
        logits, x = rng.uniform(-4.5, 4.5, size=dims), rng.integers(0, 2, size=dims).astype(np.float64)
        probabilities = ref.sigmoid(logits)
        close(
            nb.call("bernoulli_log_likelihood", logits, x),
            ref.bernoulli_log_likelihood(logits, x),
            what=f"the log-likelihood of binary x of shape {dims}",
            mistakes={
                "x and 1 - x are swapped.": ref.bernoulli_log_likelihood(logits, 1 - x),
                "The pixels that are 0 count as well, with log(1 - p).": ref.per_example(x * np.log(probabilities)),
                "A logit is no probability yet, and a probability needs no second sigmoid.": (
                    ref.bernoulli_log_likelihood(probabilities, x)
                ),
            },
            hints=scale_hints(int(np.prod(dims[1:]))),
        )


@check("3.4 Gaussian log-likelihood", points=4, visibility=HIDDEN)
def gaussian(nb, rng):
    for dims in ((5, 9), (5, 1, 4, 3)):
        x, mu, logvar = rng.normal(size=(3, *dims))
        close(
            nb.call("gaussian_log_likelihood", x, mu, logvar),
            ref.gaussian_log_likelihood(x, mu, logvar),
            what=f"the log-likelihood of x of shape {dims}",
            mistakes=gaussian_slips(x, mu, logvar),
            hints=scale_hints(int(np.prod(dims[1:]))),
        )
    # A density integrates to 1, whatever the formula: a fine sum over 12 standard deviations each way.
    mean, std = float(rng.normal()), float(rng.uniform(0.4, 2.5))
    grid = mean + std * np.linspace(-12, 12, 2401)[:, None]
    got = nb.call("gaussian_log_likelihood", grid, np.full_like(grid, mean), np.full_like(grid, 2 * np.log(std)))
    total = np.exp(finite(shape(got, (2401,))).astype(np.float64)).sum() * std * 0.01
    close(total, 1.0, atol=1e-3, what="the integral of exp(log-likelihood) over one dimension")


@check("3.5 Bernoulli log-likelihood of extreme logits", points=2, visibility=HIDDEN)
def extremes(nb, rng):
    sizes = rng.uniform(800, 1200, size=(6, 4))
    x = rng.integers(0, 2, size=(6, 4)).astype(np.float64)
    # Three examples are predicted right with certainty, three have one pixel that is as certainly wrong.
    signs = 2 * x - 1
    signs[3:, 0] *= -1
    logits = signs * sizes
    advice = "log(sigmoid(...)) loses everything here: use logsigmoid, softplus or binary_cross_entropy_with_logits."
    close(
        nb.call("bernoulli_log_likelihood", logits, x),
        ref.bernoulli_log_likelihood(logits, x),
        what="the log-likelihood for logits of about 1000",
        hints={"nan": advice, "sign": "Return the log-likelihood, not its negative.", "*": advice},
    )
