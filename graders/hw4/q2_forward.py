"""Question 2: the forward process (16 points)."""

import numpy as np

import reference as ref
from assay import check, close, moments, shape, true
from common import COARSE, HIDDEN, pictures

# alpha_bar[1] = 0.64, so that the scales are 0.8 and 0.6; alphas[1] and alpha_bar[0] are other numbers.
WORKED = ref.diffusion_constants(np.array([0.1, 1 - 0.64 / 0.9]))
LATE = np.array([1])


def slips(x0, t, noise, c):
    """Likely wrong answers of q_sample, by cause."""
    a, alpha = ref.at(c["alpha_bar"], t, x0), ref.at(c["alphas"], t, x0)
    before = ref.at(c["alpha_bar_prev"], t, x0)
    return {
        "The scales are square roots: sqrt(alpha_bar[t]) and sqrt(1 - alpha_bar[t]).": a * x0 + (1 - a) * noise,
        "The noise is scaled by the square root of 1 - alpha_bar[t].": np.sqrt(a) * x0 + (1 - a) * noise,
        "These are the scales for alphas[t]; use alpha_bar[t].": np.sqrt(alpha) * x0 + np.sqrt(1 - alpha) * noise,
        "This is x at time t - 1: times are 0-based.": np.sqrt(before) * x0 + np.sqrt(1 - before) * noise,
    }


@check("2.1 forward noising, worked value", points=2)
def q_sample_worked(nb, rng):
    x0, noise = np.array([[1.0, -1.0]]), np.array([[0.0, 2.0]])
    close(
        nb.call("q_sample", x0, LATE, noise, WORKED),
        [[0.8, 0.4]],
        mistakes=slips(x0, LATE, noise, WORKED),
        hints={"*": "With alpha_bar[t] = 0.64 the scales are 0.8 for x0 and 0.6 for the noise."},
    )


@check("2.2 predictors, worked value", points=2)
def predictors_worked(nb, rng):
    xt, ones = np.array([[1.4, -1.0]]), np.ones((1, 2))
    close(nb.call("predict_x0_from_eps", xt, LATE, ones, WORKED), [[1.0, -2.0]])
    close(nb.call("predict_eps_from_x0", xt, LATE, ones, WORKED), [[1.0, -3.0]])


@check("2.3 forward noising of images", points=4, visibility=HIDDEN)
def q_sample_pictures(nb, rng):
    x0, t, noise = pictures(rng)
    got = nb.call("q_sample", x0, t, noise, COARSE)
    close(got, ref.q_sample(x0, t, noise, COARSE), mistakes=slips(x0, t, noise, COARSE))


@check("2.4 inputs stay as they were", points=2, visibility=HIDDEN)
def inputs_unchanged(nb, rng):
    x0, t, noise = pictures(rng)
    after = nb.run(
        "xt = q_sample(x0, t, noise, c)\n"
        "y0 = predict_x0_from_eps(x0, t, noise, c)\n"
        "eps = predict_eps_from_x0(x0, t, noise, c)",
        returns=["xt", "y0", "eps", "x0", "noise", "c"],
        **{"x0": x0, "t": t, "noise": noise, "c": COARSE},
    )
    hint = "Work on a copy: x = x0.clone(), or write x0 * s instead of x0 *= s."
    for name, before in (("x0", x0), ("noise", noise)):
        close(after[name], before, atol=0, rtol=0, what=f"the caller's {name} after the calls", hints={"*": hint})
    for key, before in COARSE.items():
        close(after["c"][key], before, atol=0, rtol=0, what=f"the caller's c[{key!r}]", hints={"*": hint})
    # Their own results come along: a function that does nothing changes nothing either, and earns nothing.
    for function, results in (
        ("q_sample", (after["xt"], nb.call("q_sample", x0, t, noise, COARSE))),
        ("predict_x0_from_eps", (after["y0"], nb.call("predict_x0_from_eps", x0, t, noise, COARSE))),
        ("predict_eps_from_x0", (after["eps"], nb.call("predict_eps_from_x0", x0, t, noise, COARSE))),
    ):
        first, again = (shape(result, x0.shape) for result in results)
        true(bool(np.ptp(first) > 0), f"`{function}` returns no constant")
        true(not any(np.allclose(first, given) for given in (x0, noise)), f"`{function}` returns no input as it was")
        close(again, first, what=f"the answer of `{function}` to the same inputs again")


@check("2.5 unit variance is kept", points=2, visibility=HIDDEN, attempts=2)
def variance_kept(nb, rng):
    n = 100_000
    x0, noise = rng.normal(size=(2, n, 1))
    got = nb.call("q_sample", x0, np.full(n, rng.integers(2, 8)), noise, COARSE)
    shape(got, (n, 1))
    moments(got, 0.0, 1.0, hint="For data of variance 1 the squares of the two scales add up to 1.")
    # Of independent data and noise, neither may be missing.
    kept = float(np.mean(got * x0))
    true(0.1 < kept < 0.95, "in the middle of the chain x_t depends on x0 and on the noise")


@check("2.6 predictors on images", points=4, visibility=HIDDEN)
def predictors_pictures(nb, rng):
    x0, t, noise = pictures(rng)
    xt = ref.q_sample(x0, t, noise, COARSE)
    a = ref.at(COARSE["alpha_bar"], t, x0)
    close(
        nb.call("predict_x0_from_eps", xt, t, noise, COARSE),
        x0,
        mistakes={
            "Divide by sqrt(alpha_bar[t]) in the end.": np.sqrt(a) * x0,
            "Divide by the square root of alpha_bar[t].": x0 / np.sqrt(a),
            "The noise is scaled by the square root of 1 - alpha_bar[t].": (xt - (1 - a) * noise) / np.sqrt(a),
        },
        hints={"*": "Solve x_t = sqrt(alpha_bar) x_0 + sqrt(1 - alpha_bar) eps for x_0."},
    )
    close(
        nb.call("predict_eps_from_x0", xt, t, x0, COARSE),
        noise,
        mistakes={"Divide by the square root of 1 - alpha_bar[t].": noise / np.sqrt(1 - a)},
        hints={"*": "Solve x_t = sqrt(alpha_bar) x_0 + sqrt(1 - alpha_bar) eps for eps.", "sign": "The sign is wrong."},
    )
