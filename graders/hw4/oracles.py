"""Data distributions whose best noise prediction is known exactly, so that samplers need no training to be checked."""

from dataclasses import dataclass

import numpy as np

from reference import Array, Constants, Times, at


@dataclass(frozen=True)
class GaussianData:
    """Every coordinate of the data is N(mean, std**2); std = 0 is a point mass."""

    mean: float
    std: float
    c: Constants

    def eps(self, x: Array, t: Times) -> Array:
        """E[noise | x_t = x], in the dtype of x. `t` may be [B] or one number for the whole batch."""
        x64 = np.asarray(x, dtype=np.float64)
        times = np.broadcast_to(np.asarray(t).astype(np.int64).reshape(-1), (len(x64),))
        a = at(self.c["alpha_bar"], times, x64)
        eps = np.sqrt(1.0 - a) * (x64 - np.sqrt(a) * self.mean) / (a * self.std**2 + 1.0 - a)
        return eps.astype(x.dtype)

    def sampled_moments(self, variances: Array) -> tuple[float, float]:
        """Exact mean and standard deviation after a whole run of DDPM sampling with this oracle.

        With a Gaussian oracle each step is x <- A x + B + sigma z, so mean and variance obey a recursion.
        `variances` [T] are the sigma**2 in use; step 0 adds no noise.
        """
        mean, variance = 0.0, 1.0
        for t in reversed(range(len(variances))):
            beta, alpha, a = (self.c[key][t] for key in ("betas", "alphas", "alpha_bar"))
            k = np.sqrt(1.0 - a) / (a * self.std**2 + 1.0 - a)
            scale = (1.0 - beta * k / np.sqrt(1.0 - a)) / np.sqrt(alpha)
            shift = beta * k * np.sqrt(a) * self.mean / (np.sqrt(1.0 - a) * np.sqrt(alpha))
            mean = scale * mean + shift
            variance = scale**2 * variance + (variances[t] if t > 0 else 0.0)
        return float(mean), float(np.sqrt(variance))
