"""The formulas of homework 2 in numpy float64: what the checks compare with.

A batch has its examples along axis 0; sums run over all other axes. `logvar` is the natural logarithm of a variance.

Sources: Kingma and Welling 2014 (VAE, reparameterization, appendix B: divergence); Burda, Grosse and Salakhutdinov 2016
(importance-weighted bound), eq. 8; van den Oord, Vinyals and Kavukcuoglu 2017 (vector quantization), eq. 2 and 3.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def per_example(values: Array) -> Array:
    """[B]: sums over all axes but the first."""
    return values.reshape(len(values), -1).sum(axis=1)


def gaussian_log_density(x: Array, mu: Array, logvar: Array) -> Array:
    """Entry by entry, not yet summed."""
    return -0.5 * (np.log(2 * np.pi) + logvar + (x - mu) ** 2 / np.exp(logvar))


def gaussian_kl_pair(mu_q: Array, logvar_q: Array, mu_p: Array, logvar_p: Array) -> Array:
    """KL(q || p) [B], as the mean of log q - log p under q.

    That difference is quadratic in z, and the mean of a quadratic under N(mu, s**2) is the mean of its values at
    mu - s and mu + s. This is not the closed form that students are asked for, so the two can check each other.
    """
    std = np.exp(logvar_q / 2)
    differences = [
        gaussian_log_density(z, mu_q, logvar_q) - gaussian_log_density(z, mu_p, logvar_p)
        for z in (mu_q - std, mu_q + std)
    ]
    return per_example((differences[0] + differences[1]) / 2)


def gaussian_kl(mu: Array, logvar: Array) -> Array:
    """KL(N(mu, exp(logvar)) || N(0, 1)), [B]."""
    return gaussian_kl_pair(mu, logvar, np.zeros_like(mu), np.zeros_like(mu))


def reparameterize(mu: Array, logvar: Array, eps: Array) -> Array:
    return mu + np.exp(logvar / 2) * eps


def bernoulli_log_likelihood(logits: Array, x: Array) -> Array:
    """[B]; x is 0 or 1. The probability of x is sigmoid(logit) or sigmoid(-logit)."""
    return per_example(-np.logaddexp(0.0, np.where(x > 0.5, -logits, logits)))


def gaussian_log_likelihood(x: Array, mu: Array, logvar: Array) -> Array:
    return per_example(gaussian_log_density(x, mu, logvar))


def iwae_bound(log_w: Array) -> Array:
    """[K, B] -> [B]: the logarithm of the mean weight."""
    return np.logaddexp.reduce(log_w, axis=0) - np.log(len(log_w))


def iwae_gradient(log_w: Array) -> Array:
    """[K, B]: the derivatives of the bound, which are the normalized weights."""
    return np.exp(log_w - np.logaddexp.reduce(log_w, axis=0))


def nearest_codes(z_e: Array, codebook: Array) -> Indices:
    """[B]: the row of the codebook [K, D] that is nearest to each row of z_e [B, D]."""
    return np.linalg.norm(z_e[:, None, :] - codebook[None], axis=2).argmin(axis=1)


def quantization_loss(z_e: Array, codebook: Array, beta: float) -> float:
    """Both terms have the same value; they differ in where their gradients go."""
    return float((1 + beta) * np.mean((z_e - codebook[nearest_codes(z_e, codebook)]) ** 2))


def sigmoid(logits: Array) -> Array:
    return np.exp(-np.logaddexp(0.0, -logits))
