"""Question 3: the posterior q(x_{t-1} | x_t, x_0) (14 points)."""

import numpy as np

import reference as ref
from assay import check, close, finite, shape, true
from common import COARSE, HIDDEN, pictures

# sqrt(alphas) = 0.8 and 0.75, alpha_bar = 0.64 and 0.36.
WORKED = ref.diffusion_constants(np.array([0.36, 0.4375]))


def answer(nb, x0, xt, t, c):
    """The student's mean and variance, the variance spread over the shape of x0."""
    pair = nb.call("posterior_mean_var", x0, xt, t, c)
    true(isinstance(pair, (tuple, list)) and len(pair) == 2, "`posterior_mean_var` returns (mean, variance)")
    mean, var = shape(pair[0], x0.shape), finite(pair[1])
    allowed = ((len(x0), *[1] * (x0.ndim - 1)), x0.shape)
    true(var.shape in allowed, f"the variance has shape {allowed[0]} or {allowed[1]}, not {var.shape}")
    return mean, np.broadcast_to(var, x0.shape)


def variance_slips(t, x0, c):
    """Likely wrong variances, by cause."""
    beta, var = (np.broadcast_to(ref.at(c[key], t, x0), x0.shape) for key in ("betas", "post_var"))
    return {
        "This is beta[t], the variance of the step forward; the posterior's is post_var[t], which is smaller.": beta,
        "This is the standard deviation; the variance is asked for.": np.sqrt(var),
        "This is the logarithm of the variance.": np.log(np.maximum(var, 1e-20)),
    }


def mean_slips(x0, xt, t):
    """Likely wrong means, by cause."""
    prev, a, alpha, beta = (ref.at(COARSE[key], t, x0) for key in ("alpha_bar_prev", "alpha_bar", "alphas", "betas"))
    first, second = np.sqrt(prev) * beta / (1 - a), np.sqrt(alpha) * (1 - prev) / (1 - a)
    return {
        "The two coefficients are swapped.": second * x0 + first * xt,
        "The coefficient of x0 has the root of alpha_bar[t-1], not of alpha_bar[t].": np.sqrt(a) * beta / (1 - a) * x0
        + second * xt,
        "The coefficient of x_t has the root of alphas[t], not of alpha_bar[t].": first * x0
        + np.sqrt(a) * (1 - prev) / (1 - a) * xt,
    }


@check("3.1 posterior, worked value", points=4)
def worked(nb, rng):
    x0, xt, t = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), np.array([1])
    mean, var = answer(nb, x0, xt, t, WORKED)
    close(
        mean,
        [[0.546875, 0.421875]],
        what="the mean for betas [0.36, 0.4375] at t = 1",
        mistakes={"The two coefficients are swapped.": [[0.421875, 0.546875]]},
    )
    close(
        var,
        [[0.24609375, 0.24609375]],
        what="the variance for betas [0.36, 0.4375] at t = 1",
        mistakes=variance_slips(t, x0, WORKED),
    )


@check("3.2 posterior mean by Bayes' rule", points=5, visibility=HIDDEN)
def mean_by_bayes(nb, rng):
    x0, t, xt = pictures(rng, first_time=1)
    mean, _ = answer(nb, x0, xt, t, COARSE)
    close(mean, ref.bayes_posterior(x0, xt, t, COARSE)[0], what="the mean", mistakes=mean_slips(x0, xt, t))


@check("3.3 posterior variance by Bayes' rule", points=3, visibility=HIDDEN)
def variance_by_bayes(nb, rng):
    x0, t, xt = pictures(rng, first_time=1)
    _, var = answer(nb, x0, xt, t, COARSE)
    expected = np.broadcast_to(ref.bayes_posterior(x0, xt, t, COARSE)[1], x0.shape)
    close(var, expected, what="the variance", mistakes=variance_slips(t, x0, COARSE))


@check("3.4 posterior at t = 0", points=2, visibility=HIDDEN)
def first_step(nb, rng):
    x0, xt = rng.normal(size=(2, 3, 2))
    mean, var = answer(nb, x0, xt, np.zeros(3, dtype=np.int64), COARSE)
    wrap = "Index t - 1 is -1 at t = 0 and reads the last entry; use alpha_bar_prev."
    close(mean, x0, what="the mean at t = 0 (x0 itself)", hints={"*": wrap})
    close(var, np.zeros((3, 2)), what="the variance at t = 0 (none)", hints={"*": wrap})
