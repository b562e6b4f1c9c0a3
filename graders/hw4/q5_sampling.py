"""Question 5: ancestral sampling (15 points), with models that are exact, so nothing has to be trained."""

import numpy as np

from assay import Failed, check, close, equal, finite, moments, shape, spy, true
from common import COARSE, HIDDEN, TOY, model_inputs
from oracles import GaussianData

# Within [-1.3, 1.3] at 4 standard deviations: clipping the predicted x0 to [-1, 1], usual for images, changes little.
DATA = GaussianData(mean=0.3, std=0.25, c=TOY)


@check("5.1 sampling a single point", points=4)
def point(nb, rng):
    model = GaussianData(mean=0.5, std=0.0, c=COARSE).eps
    got = nb.call("ddpm_sample", model, (6, 2), COARSE, nb.generator(rng))
    # Whatever happened before, the last step of an exact model leads to the point itself.
    hint = "Check the last step, t = 0: its mean is divided by sqrt(alphas[0]) and no noise is added."
    close(got, np.full((6, 2), 0.5), atol=1e-3, what="the sample for data that is always 0.5", hints={"*": hint})


@check("5.2 order of the steps", points=3, visibility=HIDDEN, attempts=2)
def order(nb, rng):
    model = spy(DATA.eps)
    got = shape(nb.call("ddpm_sample", model, (1000, 2), TOY, nb.generator(rng)), (1000, 2))
    inputs = [model_inputs(call) for call in model.calls]
    together = all(np.size(t) in (1, 1000) and np.ptp(t) == 0 for _, t in inputs)
    true(together, "within a step, all examples are at the same time t")
    times, steps = [int(np.ravel(t)[0]) for _, t in inputs], len(TOY["betas"])
    mistakes = {
        "The steps run upwards; sampling goes from t = T-1 down to 0.": list(range(steps)),
        "The last step, t = 0, is missing.": list(range(steps - 1, 0, -1)),
        "Times are 0-based: from T-1 to 0, not from T to 1.": list(range(steps, 0, -1)),
    }
    cause = next((text for text, wrong in mistakes.items() if times == wrong), None)
    equal(times, list(range(steps - 1, -1, -1)), what="the list of times at which the model is asked", hint=cause)
    shape(inputs[0][0], (1000, 2), what="the first x that the model sees")
    moments(inputs[0][0], 0.0, 1.0, "the first x that the model sees", hint="Start from N(0, I): torch.randn.")
    # No more than that the answers of the model were used: 5.3 looks at the samples. Plain noise spreads by 1.
    true(0 < float(np.std(got)) < 3 * DATA.std, "the samples are neither constant nor as wide as what sampling starts from")


@check("5.3 samples of a Gaussian", points=6, visibility=HIDDEN, attempts=2)
def gaussian(nb, rng):
    n = 8000
    # sigma_t**2 may be the posterior variance or beta_t (DDPM, section 3.2); the exact results differ slightly.
    allowed = [DATA.sampled_moments(TOY[key]) for key in ("post_var", "betas")]
    got = finite(shape(nb.call("ddpm_sample", DATA.eps, (n, 1), TOY, nb.generator(rng)), (n, 1)))
    mean, std = float(np.mean(got)), float(np.std(got))
    wanted_mean, wanted_std = allowed[0]
    if not any(abs(mean - m) <= 5 * s / np.sqrt(n) for m, s in allowed):
        raise Failed(
            f"The mean of {n} samples is not that of the model's distribution.",
            expected=f"{wanted_mean:.3f}",
            got=f"{mean:.3f}",
            hint="Compare the mean of one step with the formula, term by term.",
        )
    if not any(abs(std / s - 1) <= 0.04 for _, s in allowed):
        raise Failed(
            f"The standard deviation of {n} samples is too {'small' if std < wanted_std else 'large'}.",
            expected=f"{wanted_std:.3f}",
            got=f"{std:.3f}",
            hint="Every step but the last adds noise, times sigma_t: the square root of the variance.",
        )


@check("5.4 shape and generator", points=2, visibility=HIDDEN)
def generator(nb, rng):
    model = GaussianData(mean=0.0, std=0.5, c=COARSE).eps
    seed = int(rng.integers(2**30))
    first, again, other = (
        finite(shape(nb.call("ddpm_sample", model, (3, 1, 4, 4), COARSE, nb.generator(s)), (3, 1, 4, 4)))
        for s in (seed, seed, seed + 1)
    )
    hint = "Pass generator=generator to every torch.randn."
    true(bool(np.array_equal(first, again)), "two runs with equal generators give the same samples", hint=hint)
    true(not np.allclose(first, other), "two runs with different generators give different samples", hint=hint)
