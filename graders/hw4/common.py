"""What the checks of several questions share."""

from typing import Any

import numpy as np

import reference as ref
from assay import true

HIDDEN = "after_published"

# Coarse on purpose: with 1000 fine steps, right and wrong posteriors differ by less than float32 rounding.
COARSE = ref.diffusion_constants(np.linspace(0.05, 0.5, 10))
# What the toy model of question 8 is trained with; ends in nearly pure noise.
TOY = ref.diffusion_constants(ref.linear_beta_schedule(100, 1e-3, 0.2))


def pictures(rng: np.random.Generator, *, first_time: int = 0) -> tuple[ref.Array, ref.Times, ref.Array]:
    """Two batches [6, 1, 4, 4] of standard normal numbers and six distinct times of COARSE from `first_time` on.

    All three axes that matter differ in length, and so do the times: an answer that uses one time for the whole batch,
    or lines times up with pixels, is wrong or fails.
    """
    first, second = rng.normal(size=(2, 6, 1, 4, 4))
    return first, rng.permutation(np.arange(first_time, 10))[:6], second


def model_inputs(call: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[Any, Any]:
    """x and t of a recorded call of a model, by position or by name."""
    args, kwargs = call
    values = [*args, *kwargs.values()]
    true(len(values) == 2, "the model is called with two arguments, x and t")
    return values[0], values[1]
