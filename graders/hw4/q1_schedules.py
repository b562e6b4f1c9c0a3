"""Question 1: schedules, constants, embedding (10 points)."""

import numpy as np

import reference as ref
from assay import check, close, equal, shape, true
from common import COARSE, HIDDEN


@check("1.1 linear schedule", points=1)
def linear(nb, rng):
    close(
        nb.call("linear_beta_schedule", 5, 0.1, 0.5),
        [0.1, 0.2, 0.3, 0.4, 0.5],
        mistakes={"Both ends belong to the schedule: the last value is beta_end.": 0.1 + 0.08 * np.arange(5)},
    )
    steps = int(rng.integers(20, 1000))
    close(nb.call("linear_beta_schedule", steps), ref.linear_beta_schedule(steps), atol=1e-7, rtol=1e-3)


@check("1.2 constants of three steps", points=1)
def three_steps(nb, rng):
    c = nb.call("diffusion_constants", np.array([0.1, 0.2, 0.3]))
    true(isinstance(c, dict), "`diffusion_constants` returns a dict")
    equal(sorted(c), sorted(COARSE), what="the list of keys")
    close(
        c["alpha_bar"],
        [0.9, 0.72, 0.504],
        what="alpha_bar for betas [0.1, 0.2, 0.3]",
        mistakes={
            "This is the product of the betas; alpha_bar is the product of the alphas, 1 - beta.": [0.1, 0.02, 0.006],
            "These are sums of the alphas; alpha_bar is their product, torch.cumprod.": [0.9, 1.7, 2.4],
            "These are the alphas; alpha_bar[t] is the product of alphas[0] to alphas[t].": [0.9, 0.8, 0.7],
            "This is alpha_bar_prev: alpha_bar[0] is alphas[0].": [1.0, 0.9, 0.72],
        },
    )


@check("1.3 shapes of cosine schedule and embedding", points=1)
def shapes(nb, rng):
    shape(nb.call("cosine_alpha_bar", 50), (50,))
    embedding = shape(nb.call("timestep_embedding", rng.integers(0, 1000, size=7), 16), (7, 16))
    lengths = (embedding.astype(np.float64) ** 2).sum(axis=1)
    close(lengths, np.full(7, 8.0), atol=1e-4, what="the squared length of each embedding, which is dim/2")


@check("1.4 constants of a thousand steps", points=3, visibility=HIDDEN)
def thousand_steps(nb, rng):
    for betas in (ref.linear_beta_schedule(1000), rng.uniform(0.01, 0.4, size=12)):
        c, expected = nb.call("diffusion_constants", betas), ref.diffusion_constants(betas)
        true(isinstance(c, dict) and c.keys() >= expected.keys(), "`diffusion_constants` returns all five keys")
        for key, values in expected.items():
            # Relative alone: the last alpha_bar is 4e-5, which any absolute tolerance worth having would swallow.
            close(
                c[key],
                values,
                atol=1e-9,
                rtol=1e-3,
                what=f"the array under {key!r}",
                mistakes={"The last step comes first: alpha_bar_prev[0] is 1.": np.roll(expected["alpha_bar"], 1)},
                hints={"sqrt": "The variance is asked for, not the standard deviation."},
            )


@check("1.5 cosine schedule", points=2, visibility=HIDDEN)
def cosine(nb, rng):
    # The first without s, which is 0.008 in the starter.
    for given in ((1000,), (int(rng.integers(10, 60)), float(rng.uniform(0.005, 0.05)))):
        expected = ref.cosine_alpha_bar(*given)
        close(
            nb.call("cosine_alpha_bar", *given),
            expected,
            # The last entry is 0; by way of betas clipped at 0.999, as is common, it is up to 2.5e-5 with 10 steps.
            atol=5e-5,
            mistakes={
                "Entry t is f(t+1)/f(0), not f(t)/f(0): after the first step there is some noise.": np.append(
                    1.0, expected[:-1]
                )
            },
            hints={"sqrt": "The cosine is squared in f.", "*": "Entry t is f(t+1)/f(0), with T in the denominator."},
        )


@check("1.6 timestep embedding", points=2, visibility=HIDDEN)
def embedding(nb, rng):
    t, half = rng.integers(1, 1000, size=9), 8
    expected = ref.timestep_embedding(t, 2 * half)
    interleaved = np.stack([expected[:, :half], expected[:, half:]], axis=2).reshape(9, 2 * half)
    close(
        nb.call("timestep_embedding", t, 2 * half),
        expected,
        # An angle of 1000 rad in float32 is off by up to 6e-5, more after a float32 frequency.
        atol=1e-3,
        mistakes={
            "The cosines come first here, then the sines.": np.roll(expected, half, axis=1),
            "All cosines come first, then all sines; yours alternate.": interleaved,
        },
        hints={"*": "Frequency i is 10000 ** (-i / (dim/2))."},
    )
