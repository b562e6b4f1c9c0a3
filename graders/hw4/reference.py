"""The formulas of homework 4 in numpy float64: what the checks compare with.

Times are 0-based: `t` runs from 0 to T-1, and `alpha_bar[t]` is the product of the first t+1 alphas. The dict `c`
holds five float64 arrays of shape [T]: betas, alphas, alpha_bar, alpha_bar_prev, post_var.

Sources: Ho, Jain and Abbeel 2020 (DDPM), eq. 2, 4, 7, 11, 14; Nichol and Dhariwal 2021 (cosine schedule), eq. 17;
Song, Meng and Ermon 2021 (DDIM), eq. 12 and 16; Ho and Salimans 2022 (guidance); Vaswani et al. 2017 (embedding).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Times = NDArray[np.int64]
Constants = dict[str, Array]


def linear_beta_schedule(steps: int, beta_start: float = 1e-4, beta_end: float = 0.02) -> Array:
    return np.linspace(beta_start, beta_end, steps)


def cosine_alpha_bar(steps: int, s: float = 0.008) -> Array:
    """alpha_bar[t] = f(t+1)/f(0) with f(u) = cos((u/T + s)/(1 + s) * pi/2) squared."""
    u = np.arange(steps + 1) / steps
    f = np.cos((u + s) / (1 + s) * np.pi / 2) ** 2
    return f[1:] / f[0]


def diffusion_constants(betas: Array) -> Constants:
    alphas = 1.0 - betas
    alpha_bar = np.cumprod(alphas)
    alpha_bar_prev = np.concatenate([[1.0], alpha_bar[:-1]])
    post_var = betas * (1.0 - alpha_bar_prev) / (1.0 - alpha_bar)
    return {
        "betas": betas,
        "alphas": alphas,
        "alpha_bar": alpha_bar,
        "alpha_bar_prev": alpha_bar_prev,
        "post_var": post_var,
    }


def timestep_embedding(t: Times, dim: int) -> Array:
    """[B, dim]: cosines in the first half, sines in the second; frequency i is 10000 ** (-i / (dim/2))."""
    half = dim // 2
    angles = t[:, None] * 10000.0 ** (-np.arange(half) / half)
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


def at(values: Array, t: Times, like: Array) -> Array:
    """values[t], shaped [B, 1, ..., 1] so that it scales each example of `like`."""
    return values[t].reshape(-1, *[1] * (like.ndim - 1))


def q_sample(x0: Array, t: Times, noise: Array, c: Constants) -> Array:
    a = at(c["alpha_bar"], t, x0)
    return np.sqrt(a) * x0 + np.sqrt(1.0 - a) * noise


def predict_x0_from_eps(xt: Array, t: Times, eps: Array, c: Constants) -> Array:
    a = at(c["alpha_bar"], t, xt)
    return (xt - np.sqrt(1.0 - a) * eps) / np.sqrt(a)


def predict_eps_from_x0(xt: Array, t: Times, x0: Array, c: Constants) -> Array:
    a = at(c["alpha_bar"], t, xt)
    return (xt - np.sqrt(a) * x0) / np.sqrt(1.0 - a)


def bayes_posterior(x0: Array, xt: Array, t: Times, c: Constants) -> tuple[Array, Array]:
    """Mean and variance of q(x_{t-1} | x_t, x_0) for t >= 1, by multiplying two Gaussians in x_{t-1}.

    The prior is N(sqrt(alpha_bar_prev) x0, 1 - alpha_bar_prev); x_t given x_{t-1} is N(sqrt(alpha_t) x_{t-1}, beta_t).
    Precisions add. This is not the closed form that students are asked for, so the two can check each other.
    """
    prev, alpha, beta = (at(c[key], t, x0) for key in ("alpha_bar_prev", "alphas", "betas"))
    precision = 1.0 / (1.0 - prev) + alpha / beta
    mean = (np.sqrt(prev) * x0 / (1.0 - prev) + np.sqrt(alpha) * xt / beta) / precision
    return mean, 1.0 / precision


def ddim_step(
    xt: Array, t: Times, t_prev: Times, eps: Array, c: Constants, eta: float = 0.0, noise: Array | None = None
) -> Array:
    """One step from x_t to x_{t_prev}; t_prev = -1 means alpha_bar = 1, that is x_0."""
    a = at(c["alpha_bar"], t, xt)
    a_prev = at(np.append(c["alpha_bar"], 1.0), t_prev, xt)
    x0 = (xt - np.sqrt(1.0 - a) * eps) / np.sqrt(a)
    sigma = eta * np.sqrt((1.0 - a_prev) / (1.0 - a)) * np.sqrt(1.0 - a / a_prev)
    mean = np.sqrt(a_prev) * x0 + np.sqrt(1.0 - a_prev - sigma**2) * eps
    return mean if noise is None else mean + sigma * noise


def ddpm_mean(xt: Array, t: int, eps: Array, c: Constants) -> Array:
    """The mean of p(x_{t-1} | x_t) for a model that predicts the noise (DDPM, eq. 11)."""
    beta, alpha, a = c["betas"][t], c["alphas"][t], c["alpha_bar"][t]
    return (xt - beta / np.sqrt(1.0 - a) * eps) / np.sqrt(alpha)


def cfg_eps(eps_c: Array, eps_u: Array, w: float) -> Array:
    return eps_u + w * (eps_c - eps_u)
