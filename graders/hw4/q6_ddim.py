"""Question 6: a DDIM step (14 points)."""

import numpy as np

import reference as ref
from assay import check, close, finite, shape, true
from common import COARSE, HIDDEN, pictures

# sqrt(alpha_bar) = 0.8 and 0.6.
WORKED = ref.diffusion_constants(np.array([0.36, 0.4375]))


def jumps(rng):
    """Six distinct times t and earlier ones, one to three steps apart."""
    t = rng.permutation(np.arange(3, 10))[:6]
    return t, t - rng.integers(1, 4, size=6)


def step_without_variance(xt, t, t_prev, eps, eta, noise):
    """The usual slip: noise is added, but the direction towards x_t is not shortened by sigma**2."""
    plain = ref.ddim_step(xt, t, t_prev, eps, COARSE)
    with_noise = ref.ddim_step(xt, t, t_prev, eps, COARSE, eta, noise)
    return plain + with_noise - ref.ddim_step(xt, t, t_prev, eps, COARSE, eta)


@check("6.1 DDIM step, worked value", points=4)
def worked(nb, rng):
    got = nb.call("ddim_step", np.array([[1.2, 0.8]]), np.array([1]), np.array([0]), np.array([[0.0, 1.0]]), WORKED)
    # x0 = (1.2 / 0.6, (0.8 - 0.8) / 0.6) = (2, 0); then 0.8 x0 + 0.6 eps.
    close(
        got,
        [[1.6, 0.6]],
        what="the step from t = 1 to t = 0 for betas [0.36, 0.4375]",
        mistakes={"This is the predicted x0; go on to time t_prev.": [[2.0, 0.0]]},
        hints={"*": "Here sqrt(alpha_bar) is 0.6 at t = 1 and 0.8 at t = 0."},
    )


@check("6.2 DDIM without noise", points=3, visibility=HIDDEN)
def deterministic(nb, rng):
    (xt, _, eps), (t, t_prev) = pictures(rng), jumps(rng)
    got = nb.run(
        "import torch\n"
        "torch.manual_seed(1)\n"
        "one = ddim_step(xt, t, t_prev, eps, c, 0.0)\n"
        "torch.manual_seed(2)\n"
        "two = ddim_step(xt, t, t_prev, eps, c, 0.0)",
        returns=["one", "two"],
        **{"xt": xt, "t": t, "t_prev": t_prev, "eps": eps, "c": COARSE},
    )
    close(got["two"], got["one"], atol=0, rtol=0, what="a second call with eta = 0 (no random numbers)")
    close(
        got["one"],
        ref.ddim_step(xt, t, t_prev, eps, COARSE),
        what="the step with eta = 0",
        mistakes={"This is a step to t - 1; use t_prev.": ref.ddim_step(xt, t, t - 1, eps, COARSE)},
    )


@check("6.3 DDIM with noise", points=4, visibility=HIDDEN)
def noisy(nb, rng):
    (xt, t, eps), noise = pictures(rng, first_time=1), rng.normal(size=(6, 1, 4, 4))
    # eta = 1 with neighbouring times is DDPM: mean and variance of the posterior of question 3.
    mean, var = ref.bayes_posterior(ref.predict_x0_from_eps(xt, t, eps, COARSE), xt, t, COARSE)
    shorten = "The coefficient of eps is sqrt(1 - alpha_bar_prev - sigma**2)."
    close(
        nb.call("ddim_step", xt, t, t - 1, eps, COARSE, 1.0, noise),
        mean + np.sqrt(var) * noise,
        what="the step from t to t - 1 with eta = 1 (DDPM)",
        mistakes={
            shorten: step_without_variance(xt, t, t - 1, eps, 1.0, noise),
            "The noise is scaled by sigma, not by its square.": mean + var * noise,
        },
    )
    t, t_prev = jumps(rng)
    close(
        nb.call("ddim_step", xt, t, t_prev, eps, COARSE, 0.5, noise),
        ref.ddim_step(xt, t, t_prev, eps, COARSE, 0.5, noise),
        what="the step with eta = 0.5",
        mistakes={shorten: step_without_variance(xt, t, t_prev, eps, 0.5, noise)},
    )
    one, two = (finite(shape(nb.call("ddim_step", xt, t, t_prev, eps, COARSE, 1.0), xt.shape)) for _ in range(2))
    true(not np.allclose(one, two), "with eta = 1 and without `noise`, the step draws its own")


@check("6.4 DDIM to the end", points=3, visibility=HIDDEN)
def to_the_end(nb, rng):
    xt, t, eps = pictures(rng)
    end = np.full(6, -1)
    got = nb.call("ddim_step", xt, t, end, eps, COARSE)
    expected = ref.predict_x0_from_eps(xt, t, eps, COARSE)
    # The wrapped index makes the root of sigma's formula negative at most times, hence NaN.
    cause = "Index -1 of a tensor is its last entry; at t_prev = -1, alpha_bar is 1."
    wrap = {"nan": cause, "*": cause}
    close(got, expected, what="the step to t_prev = -1 (the predicted x0)", hints=wrap)
    noise = rng.normal(size=xt.shape)
    # sigma is 0 there whatever eta is.
    last = nb.call("ddim_step", xt, t, end, eps, COARSE, 1.0, noise)
    close(last, expected, what="the step to t_prev = -1 with eta = 1", hints=wrap)
