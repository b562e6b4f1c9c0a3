"""Question 2: reparameterization (10 points)."""

import numpy as np

import reference as ref
from assay import check, close, finite, gradients, moments, shape, true, within
from common import HIDDEN

N = 50_000


def slips(mu, logvar, eps):
    """Likely wrong answers, by cause."""
    return {
        "The scale is the standard deviation exp(logvar / 2), not the variance exp(logvar).": mu + np.exp(logvar) * eps,
        "The scale is exp(logvar / 2); you used logvar itself.": mu + logvar * eps,
        "The root of logvar is not the standard deviation: that is exp(logvar / 2).": mu
        + np.sqrt(np.abs(logvar)) * eps,
        "The noise is subtracted; add it.": mu - np.exp(logvar / 2) * eps,
        "The noise is not scaled: multiply it by exp(logvar / 2).": mu + eps,
        "This is mu alone; the noise is missing.": mu,
    }


@check("2.1 reparameterization, worked value", points=3)
def worked(nb, rng):
    mu, logvar, eps = np.array([[1.0, 2.0]]), np.array([[0.0, np.log(4.0)]]), np.array([[0.5, 1.5]])
    close(
        nb.call("reparameterize", mu, logvar, eps),
        [[1.5, 5.0]],
        what="z for mu = (1, 2), variance (1, 4) and eps = (0.5, 1.5)",
        mistakes=slips(mu, logvar, eps),
        hints={"*": "z = mu + exp(logvar / 2) * eps, with the eps that is given."},
    )


@check("2.2 reparameterization with given noise", points=3, visibility=HIDDEN)
def given(nb, rng):
    for dims in ((6, 3), (6, 1, 4, 4)):
        mu, logvar, eps = rng.normal(size=(3, *dims))
        close(
            nb.call("reparameterize", mu, logvar, eps),
            ref.reparameterize(mu, logvar, eps),
            what="z for a given eps",
            mistakes=slips(mu, logvar, eps),
            hints={"*": "When eps is given, no random number is drawn."},
        )
    zero = np.zeros((6, 3))
    mu = rng.normal(size=(6, 3))
    close(nb.call("reparameterize", mu, zero, zero), mu, what="z for eps = 0 (mu itself)")


@check("2.3 gradients through the sample", points=2, visibility=HIDDEN)
def through_sample(nb, rng):
    mu, logvar, eps, weight = rng.normal(size=(4, 5, 3))
    inputs = {"mu": mu, "logvar": logvar, "eps": eps, "weight": weight}
    output = "(weight * reparameterize(mu, logvar, eps)).sum()"
    by_mu, by_logvar = gradients(nb, output, ("mu", "logvar"), inputs)
    lost = "No gradient arrives: stay with torch operations on mu and logvar, without .detach() and torch.no_grad()."
    none = {lost: np.zeros_like(mu)}
    expected = weight * np.exp(logvar / 2) * eps / 2
    hint = {"*": "If z itself is right, so is its gradient: look at checks 2.1 and 2.2 first."}
    close(by_mu, weight, what="the gradient with respect to mu", mistakes=none, hints=hint)
    close(by_logvar, expected, what="the gradient with respect to logvar", mistakes=none, hints=hint)


@check("2.4 noise of its own", points=2, visibility=HIDDEN, attempts=2)
def own_noise(nb, rng):
    mean, std = np.array([2.0, -1.0]), np.array([3.0, 0.5])
    mu, logvar = np.tile(mean, (N, 1)), np.tile(2 * np.log(std), (N, 1))
    first, second = (finite(shape(nb.call("reparameterize", mu, logvar), (N, 2))) for _ in range(2))
    hint = "Without eps, draw it from N(0, I): torch.randn_like(mu)."
    moments(first, mean, std, "z without a given eps", hint=hint)
    eps = (first.astype(np.float64) - mean) / std
    # .6827 of a Gaussian lies within one standard deviation; .577 of a uniform one of the same variance.
    within(np.mean(np.abs(eps) < 1), 0.67, 0.695, "the share of z within one standard deviation", hint=hint)
    # Five standard errors of a correlation of independent numbers are 5 / sqrt(N) = .022.
    across = float(np.mean(eps[:, 0] * eps[:, 1]))
    within(across, -0.03, 0.03, "the correlation of two latent dimensions", hint="Draw noise for each entry by itself.")
    along = float(np.mean(eps[1:] * eps[:-1]))
    within(along, -0.03, 0.03, "the correlation of neighbours in a batch", hint="Draw noise for each entry by itself.")
    true(not np.allclose(first, second), "two calls draw different noise", hint="Do not set a seed in the function.")
