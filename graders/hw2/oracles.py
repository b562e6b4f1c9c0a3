"""A model whose evidence and posterior are known exactly, so that bounds need no training to be checked."""

from dataclasses import dataclass

import numpy as np

import reference as ref
from reference import Array


@dataclass(frozen=True)
class LinearGaussian:
    """z ~ N(0, I) of d numbers, x ~ N(W z + m, sigma**2 I) of D numbers. The columns of W [D, d] are orthogonal.

    W' W is therefore diagonal, and so is the covariance of the posterior, which an encoder can then give exactly.
    """

    w: Array
    m: Array
    sigma: float

    @classmethod
    def draw(cls, rng: np.random.Generator, *, dim_x: int = 5, dim_z: int = 3) -> "LinearGaussian":
        columns, _ = np.linalg.qr(rng.normal(size=(dim_x, dim_z)))
        # Distinct lengths near sigma: a posterior that is neither the prior nor a point.
        return cls(columns * rng.uniform(0.6, 1.6, size=dim_z), rng.normal(size=dim_x), 0.7)

    def sample(self, rng: np.random.Generator, n: int) -> Array:
        z = rng.normal(size=(n, self.w.shape[1]))
        return z @ self.w.T + self.m + self.sigma * rng.normal(size=(n, len(self.m)))

    def posterior(self, x: Array) -> tuple[Array, Array]:
        """Mean and log-variance of z given x, [B, d] each."""
        precision = (self.w**2).sum(axis=0) + self.sigma**2
        mean = (x - self.m) @ self.w / precision
        return mean, np.broadcast_to(np.log(self.sigma**2 / precision), mean.shape).copy()

    def log_evidence(self, x: Array) -> Array:
        """log p(x), [B]: the density of N(m, W W' + sigma**2 I)."""
        covariance = self.w @ self.w.T + self.sigma**2 * np.eye(len(self.m))
        _, logdet = np.linalg.slogdet(2 * np.pi * covariance)
        centred = x - self.m
        return -0.5 * (logdet + np.sum(centred * np.linalg.solve(covariance, centred.T).T, axis=1))

    def log_lik(self, x: Array, z: Array) -> Array:
        """log p(x | z), [B], in the dtype of z."""
        x64, z64 = np.asarray(x, np.float64), np.asarray(z, np.float64)
        mean = z64 @ self.w.T + self.m
        logvar = np.full_like(mean, 2 * np.log(self.sigma))
        return ref.gaussian_log_likelihood(x64, mean, logvar).astype(np.asarray(z).dtype)

    def rec_std(self, x: Array, mu: Array, logvar: Array) -> Array:
        """The standard deviation of log p(x | mu + s eps) over eps, [B].

        As a function of eps it is a constant plus the sum of a eps - b eps**2 / 2, whose variance is a**2 + b**2 / 2.
        """
        std = np.exp(logvar / 2)
        a = std * ((x - self.m - mu @ self.w.T) @ self.w) / self.sigma**2
        b = std**2 * (self.w**2).sum(axis=0) / self.sigma**2
        return np.sqrt(np.sum(a**2 + b**2 / 2, axis=1))
