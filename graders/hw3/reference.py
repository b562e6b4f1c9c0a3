"""The formulas of homework 3 in numpy float64: what the checks compare with.

Sources: Goodfellow et al. 2014 (GAN: the optimal discriminator, proposition 1; the value of the game, theorem 1; the
non-saturating loss, section 3); Gulrajani et al. 2017 (gradient penalty, eq. 3); Miyato et al. 2018 (spectral norm by
power iteration, appendix A); Dinh, Sohl-Dickstein and Bengio 2017 (affine coupling, eq. 4 to 8); Heusel et al. 2017
(Fréchet distance of Gaussians, eq. 6).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softplus(logits: Array) -> Array:
    """ln(1 + exp(logits)), which is -log sigmoid(-logits)."""
    return np.logaddexp(0.0, logits)


def sigmoid(logits: Array) -> Array:
    return np.exp(-softplus(-logits))


def d_loss_ns(logits_real: Array, logits_fake: Array) -> float:
    return float(softplus(-logits_real).mean() + softplus(logits_fake).mean())


def g_loss_ns(logits_fake: Array) -> float:
    return float(softplus(-logits_fake).mean())


def optimal_discriminator(p: Array, q: Array) -> Array:
    return p / (p + q)


def kl(p: Array, q: Array) -> float:
    """KL(p || q) in nats; outcomes that p never has count nothing."""
    there = p > 0
    return float(np.sum(p[there] * np.log(p[there] / q[there])))


def jsd(p: Array, q: Array) -> float:
    return (kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2


def between(real: Array, fake: Array, alpha: Array) -> Array:
    """alpha real + (1 - alpha) fake, with the alpha of each example."""
    share = alpha.reshape(-1, *[1] * (real.ndim - 1))
    return share * real + (1 - share) * fake


def norms(x: Array) -> Array:
    """[B]: Euclidean lengths over all axes but the first."""
    return np.linalg.norm(x.reshape(len(x), -1), axis=1)


def power_iteration(w: Array, u: Array, n: int) -> float:
    """u' W v after n rounds."""
    for _ in range(n):
        v = w.T @ u
        v /= np.linalg.norm(v)
        u = w @ v
        u /= np.linalg.norm(u)
    return float(u @ w @ v)


def standard_normal_log_density(z: Array) -> Array:
    """[B]"""
    return -0.5 * np.sum(z**2 + np.log(2 * np.pi), axis=1)


def frechet_distance(m1: Array, s1: Array, m2: Array, s2: Array) -> float:
    """tr((S1 S2)^(1/2)) is the sum of the singular values of R1' R2, where S = R R'."""
    r1, r2 = root(s1), root(s2)
    overlap = np.linalg.svd(r1.T @ r2, compute_uv=False).sum()
    return float(np.sum((m1 - m2) ** 2) + np.trace(s1) + np.trace(s2) - 2 * overlap)


def root(s: Array) -> Array:
    """The symmetric R with R R = S."""
    values, vectors = np.linalg.eigh(s)
    return vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
