"""Question 4: the training loss (8 points)."""

import numpy as np

import reference as ref
from assay import check, close, equal, finite, spy, true
from common import COARSE, HIDDEN, model_inputs, pictures


def zero(x, t):
    """A model that always answers 0."""
    return np.zeros_like(x)


def scale_hints(pixels, batch):
    return {
        f"x{pixels * batch}": "This is a sum; take the mean over all elements.",
        f"x{pixels}": "This is summed over the pixels; take the mean over all elements.",
        f"x{batch}": "This is summed over the batch; take the mean over all elements.",
        "x0.5": "There is no factor 1/2 in this loss.",
        "sqrt": "The mean squared error is asked for, without a root.",
        "shape": "Return one number: the mean over all elements.",
    }


@check("4.1 loss of a model that answers zero", points=2)
def of_zero(nb, rng):
    x0, t, noise = pictures(rng)
    close(
        nb.call("ddpm_loss", zero, x0, t, noise, COARSE),
        float(np.mean(noise**2)),
        what="the loss of a model that always answers 0",
        mistakes={
            "The target is the noise, not x0.": float(np.mean(x0**2)),
            "The error is squared, not absolute.": float(np.mean(np.abs(noise))),
        },
        hints=scale_hints(16, 6),
    )


@check("4.2 loss of a perfect model", points=2, visibility=HIDDEN)
def of_perfect(nb, rng):
    x0, times, noise = pictures(rng)

    def knows_x0(x, t):
        return ref.predict_eps_from_x0(np.asarray(x, np.float64), times, x0, COARSE).astype(x.dtype)

    loss = nb.call("ddpm_loss", knows_x0, x0, times, noise, COARSE)
    hint = "The model has to be given x_t = q_sample(x0, t, noise, c), and is compared with that same noise."
    close(loss, 0.0, atol=1e-8, what="the loss of a model that reads the noise off x_t", hints={"*": hint})
    # A loss that is always 0 has not earned this.
    of_wrong = nb.call("ddpm_loss", zero, x0, times, noise, COARSE)
    close(of_wrong, float(np.mean(noise**2)), atol=0, rtol=100, what="the loss of a wrong model")
    true(float(of_wrong) > 1e-3, "the loss of a wrong model is above 0")


@check("4.3 what the model is given", points=2, visibility=HIDDEN)
def given(nb, rng):
    x0, t, noise = pictures(rng)
    model = spy(zero)
    loss = nb.call("ddpm_loss", model, x0, t, noise, COARSE)
    equal(len(model.calls), 1, what="the number of times that the model is called")
    x, times = model_inputs(model.calls[0])
    close(
        x,
        ref.q_sample(x0, t, noise, COARSE),
        what="the first argument of the model, x_t",
        mistakes={"The model is given x0; it should be given x_t.": x0, "The model is given the noise.": noise},
    )
    close(times, t, what="the second argument of the model, t", any_kind=True)
    # Who asks the model and answers with something else has not earned this; sums and the like are judged elsewhere.
    again, doubled = (nb.call("ddpm_loss", zero, x0, t, factor * noise, COARSE) for factor in (1, 2))
    close(again, loss, what="the loss of the same model at the same place, asked again")
    true(not np.allclose(finite(doubled), finite(loss), rtol=0.1), "the loss of a model depends on the noise")


@check("4.4 loss of an arbitrary model", points=2, visibility=HIDDEN)
def of_arbitrary(nb, rng):
    x0, t, noise = pictures(rng)
    said = rng.normal(size=x0.shape)
    close(
        nb.call("ddpm_loss", lambda x, t: said.astype(x.dtype), x0, t, noise, COARSE),
        float(np.mean((said - noise) ** 2)),
        mistakes={"The target is the noise, not x0.": float(np.mean((said - x0) ** 2))},
        hints=scale_hints(16, 6),
    )
