"""Question 1: Kullback-Leibler divergence of Gaussians (12 points)."""

import numpy as np

import reference as ref
from assay import check, close, gradients
from common import HIDDEN

SWAPPED = "This is KL(p || q); the order is KL(q || p): the mean under q of log q - log p."


def slips(mu, logvar):
    """Likely wrong answers of gaussian_kl, by cause."""
    variance = np.exp(logvar)
    return {
        "`logvar` is log sigma**2; you used it as log sigma.": ref.gaussian_kl(mu, 2 * logvar),
        "`logvar` is the logarithm of the variance; you used it as the variance itself.": ref.per_example(
            0.5 * (mu**2 + logvar - 1 - np.log(np.abs(logvar) + 1e-300))
        ),
        "The factor 1/2 is missing.": 2 * ref.gaussian_kl(mu, logvar),
        "The mean is squared.": ref.per_example(0.5 * (np.abs(mu) + variance - 1 - logvar)),
        "The sign of logvar is wrong: it is subtracted.": ref.per_example(0.5 * (mu**2 + variance - 1 + logvar)),
        "The term -logvar is missing.": ref.per_example(0.5 * (mu**2 + variance - 1)),
        "The term -1 is missing.": ref.per_example(0.5 * (mu**2 + variance - logvar)),
    }


def scale_hints(d):
    return {
        "sign": "The sign is wrong: a divergence is never negative.",
        f"/{d}": "This is the mean over the latent dimensions; sum over them.",
        "shape": "Return one number per example, shape [B]: sum over every axis but the first, and not over the batch.",
        "nan": "Is there a logarithm of something that can be negative?",
        "*": "Compare with the formula term by term. Nothing in it is random.",
    }


@check("1.1 divergence from the prior, worked values", points=2)
def worked(nb, rng):
    mu, logvar = np.zeros((3, 15)), np.zeros((3, 15))
    mu[0], mu[2], logvar[2] = 1.0, 2.0, np.log(4.0)
    # 15 * (1 / 2), 0, and 15 * (4 + 4 - 1 - ln 4) / 2.
    close(
        nb.call("gaussian_kl", mu, logvar),
        [7.5, 0.0, 52.5 - 15 * np.log(2.0)],
        what="the divergence for 15 latent dimensions with mu = 1, 0, 2 and variance 1, 1, 4",
        mistakes=slips(mu, logvar),
        hints=scale_hints(15),
    )


@check("1.2 divergence of a pair, worked values", points=2)
def pair_worked(nb, rng):
    mu_q, mu_p = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 0.0], [2.0, 0.0]])
    logvar_q, logvar_p = np.zeros((3, 2)), np.log([[1.0, 1.0], [1.0, 1.0], [4.0, 1.0]])
    close(
        nb.call("gaussian_kl_pair", mu_q, logvar_q, mu_p, logvar_p),
        # 0 for q = p; 2 * (1 / 2); (ln 4 + (1 + 4) / 4 - 1) / 2.
        [0.0, 1.0, np.log(2.0) + 0.125],
        what="the divergence of three pairs, of which the first is equal",
        mistakes={SWAPPED: ref.gaussian_kl_pair(mu_p, logvar_p, mu_q, logvar_q)},
        hints=scale_hints(2),
    )


@check("1.3 divergence from the prior", points=3, visibility=HIDDEN)
def from_prior(nb, rng):
    # Latent images as well as vectors; every axis has another length.
    for dims in ((5,), (2, 3, 4)):
        mu, logvar = rng.normal(size=(7, *dims)), rng.normal(size=(7, *dims))
        close(
            nb.call("gaussian_kl", mu, logvar),
            ref.gaussian_kl(mu, logvar),
            what=f"the divergence for mu of shape {mu.shape}",
            mistakes=slips(mu, logvar),
            hints=scale_hints(int(np.prod(dims))),
        )


@check("1.4 divergence of a pair", points=3, visibility=HIDDEN)
def of_pair(nb, rng):
    mu_q, logvar_q, mu_p, logvar_p = (spread * rng.normal(size=(7, 5)) for spread in (1.0, 0.7, 1.0, 0.7))
    close(
        nb.call("gaussian_kl_pair", mu_q, logvar_q, mu_p, logvar_p),
        ref.gaussian_kl_pair(mu_q, logvar_q, mu_p, logvar_p),
        what="the divergence of two Gaussians",
        mistakes={
            SWAPPED: ref.gaussian_kl_pair(mu_p, logvar_p, mu_q, logvar_q),
            "This ignores p: it is the divergence from N(0, I).": ref.gaussian_kl(mu_q, logvar_q),
            "`logvar` is log sigma**2; you used it as log sigma.": ref.gaussian_kl_pair(
                mu_q, 2 * logvar_q, mu_p, 2 * logvar_p
            ),
            "The squared distance of the means is divided by the variance of p.": ref.gaussian_kl_pair(
                mu_q, logvar_q, mu_q, logvar_p
            )
            + ref.per_example(0.5 * (mu_q - mu_p) ** 2),
        },
        hints=scale_hints(5),
    )


@check("1.5 gradient of the divergence", points=2, visibility=HIDDEN)
def divergence_gradient(nb, rng):
    mu, logvar = rng.normal(size=(2, 4, 3))
    by_mu, by_logvar = gradients(nb, "gaussian_kl(mu, logvar).sum()", ("mu", "logvar"), {"mu": mu, "logvar": logvar})
    lost = "No gradient arrives: stay with torch operations on mu and logvar, without numpy, .item() and .detach()."
    none = {lost: np.zeros_like(mu)}
    hint = {"*": "If the divergence itself is right, so is its gradient: look at checks 1.1 and 1.3 first."}
    close(by_mu, mu, what="the gradient with respect to mu", mistakes=none, hints=hint)
    close(by_logvar, (np.exp(logvar) - 1) / 2, what="the gradient with respect to logvar", mistakes=none, hints=hint)
