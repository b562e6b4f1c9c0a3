"""Question 6: a normalizing flow (22 points)."""

import numpy as np

import flows
import reference as ref
from assay import Failed, check, close, inverse_of, true, within
from common import HIDDEN, once

COUPLING = ("stand_in_coupling.py", "AffineCoupling")
# float32 through a few layers: the solution is off by 3e-7 at most, over 10 seeds.
NEAR = {"atol": 1e-3, "rtol": 1e-3}
# Of a flow's log-determinant, by short differences in float32: the solution is off by 2e-3 at most, over 10 seeds.
FLOW_NEAR = 0.02

# The mean of -log p of new points after training, over four runs each with torch 2.13:
#   the recipe of the starter, over 8 seeds: 2.02 to 2.25; without a tanh: 2.03 to 2.32
#   the poorest honest networks, one hidden layer, 32 units or tanh for ReLU: 2.13 to 2.39
#   masks that never alternate: 2.54 to 2.57; no hidden layer: 2.68 to 2.76; a single Gaussian: 2.74
NLL_MAX = 2.5
TESTED = 2000
NLL_MIN = flows.ENTROPY - 5 * flows.ENTROPY_STD / np.sqrt(TESTED)

# The integral of a density over the plane is a sum over cells of this size: the solution gives 1 within 1e-4 before
# training and within 7e-4 after it, over 8 seeds.
CELL = 0.125
AXIS = np.arange(-10, 10 + CELL, CELL)
GRID = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2).astype(np.float32)
MASS_NEAR = 0.02

LOGDET_HINTS = {
    "sign": "The sign is wrong: forward multiplies by exp(s), so its log-determinant is the sum of s.",
    "/d": "This is the mean over the dimensions; sum over them.",
    "exp": "This is the determinant; its logarithm is asked for.",
    "*": "The sum over the dimensions that change of s, the logarithm of their scale: one number per example.",
}


def masks():
    """For five and three dimensions, and the other way round."""
    for mask in ([1, 0, 1, 0, 0], [0, 1, 0, 1, 1], [0, 0, 1]):
        yield np.array(mask, np.float32)


def expect_inverse(model, x):
    """Raise Failed unless `inverse` undoes `forward`, and `forward` undoes `inverse`."""

    def forward(batch):
        return flows.pair(model, batch.astype(np.float32))[0]

    def backward(batch):
        # In another order than `forward` has seen them, so that nothing can be remembered by its place.
        return flows.inverse(model, batch[::-1])[::-1]

    hint = "Solve z = x exp(s) + t for x, with s and t of the part that stays; a flow undoes its last layer first."
    inverse_of(backward, forward, x, **NEAR, what="x (`forward`, then `inverse`)", hint=hint)
    inverse_of(forward, backward, x[::-1], **NEAR, what="z (`inverse`, then `forward`)", hint=hint)


def expect_logdet(model, x, logdet, *, step, near):
    """Raise Failed unless it is the logarithm of the determinant of dz/dx."""
    matrices = flows.slopes(model, x, step)
    true(bool(np.all(np.abs(np.linalg.det(matrices)) > 1e-9)), "dz/dx can be inverted")
    wanted = np.linalg.slogdet(matrices)[1]
    close(
        logdet,
        wanted,
        atol=near,
        rtol=near,
        d=x.shape[1],
        what="logdet of `forward`, the logarithm of |det dz/dx|",
        mistakes={
            "logdet is missing.": np.zeros_like(wanted),
            "This is summed over the batch; there is one number per example.": np.full_like(wanted, wanted.sum()),
            "This is the mean over the batch; there is one number per example.": np.full_like(wanted, wanted.mean()),
        },
        hints=LOGDET_HINTS,
    )


@check("6.1 coupling layer and its inverse", points=4)
def layer(nb, rng):
    for mask in masks():
        model, x = flows.coupling(nb, rng, mask), flows.points(rng, 7, len(mask))
        z, _ = flows.pair(model, x)
        stays = mask == 1
        hint = "Where the mask is 1, x passes through; where it is 0, x becomes x exp(s) + t."
        close(z[:, stays], x[:, stays], what="the part of z where the mask is 1 (x itself)", hints={"*": hint})
        changed = np.abs(z - x)[:, ~stays].max(axis=0)
        true(bool(np.all(changed > 1e-3)), "z differs from x where the mask is 0", hint=hint)
        expect_inverse(model, x)


@check("6.2 log-determinant of a coupling layer", points=4, visibility=HIDDEN)
def layer_logdet(nb, rng):
    for mask in masks():
        model, x = flows.coupling(nb, rng, mask), flows.points(rng, 7, len(mask))
        z, logdet = flows.pair(model, x)
        true(bool(np.ptp(z, axis=0).min() > 0), "z depends on x")
        # z is linear in what changes, so that a step of any length will do.
        expect_logdet(model, x, logdet, step=0.5, near=1e-3)
        flows.expect_learning(nb, model, x)


@check("6.3 what a coupling layer does to the part that changes", points=3, visibility=HIDDEN)
def affine(nb, rng):
    for mask in masks():
        model, x = flows.coupling(nb, rng, mask), flows.points(rng, 7, len(mask))
        for axis in np.flatnonzero(mask == 0):
            expect_affine(model, x, int(axis))


def expect_affine(model, x, axis):
    """Raise Failed unless moving x along this axis moves z along it alone, evenly, by a scale of its own."""
    step = np.zeros_like(x)
    step[:, axis] = 1.0
    here, there, beyond = (flows.pair(model, x + times * step)[0] for times in (0, 1, 2))
    moved = there - here
    alone = np.delete(moved, axis, axis=1)
    sees = "The networks see mask * x alone: what changes must not decide how it changes."
    others = "the change of other entries of z when one entry of x moves"
    close(alone, np.zeros_like(alone), **NEAR, what=others, hints={"*": sees})
    scale = moved[:, axis]
    again = (beyond - there)[:, axis]
    second = "the change of an entry of z, for a second step of x as long as the first"
    close(again, scale, **NEAR, what=second, hints={"*": sees})
    true(bool(np.all(scale > 0)), "the scale of the part that changes is positive", hint="It is exp(s).")
    varies = "Both s and t are answers of a network that sees mask * x."
    true(bool(np.ptp(scale) > 1e-4), "the scale depends on the part that stays", hint=varies)
    shift = here[:, axis] - scale * x[:, axis]
    true(bool(np.ptp(shift) > 1e-4), "the shift depends on the part that stays", hint=varies)


@check("6.4 flow, inverse and log-determinant", points=3, visibility=HIDDEN)
@once(*COUPLING)
def whole(nb, rng):
    for dim, layers in ((2, 4), (3, 5)):
        model, x = flows.flow(nb, rng, dim, layers), flows.points(rng, 7, dim)
        z, logdet = flows.pair(model, x)
        expect_inverse(model, x)
        # A short step, which float32 makes noisy.
        expect_logdet(model, x, logdet, step=2e-3, near=FLOW_NEAR)
        reach = np.abs(flows.slopes(model, x, 0.5)).max(axis=0)
        alternate = "Masks alternate, so that what one layer leaves as it is the next one changes."
        true(bool(np.all(reach > 1e-4)), "every entry of z depends on every entry of x", hint=alternate)


@check("6.5 density of a flow", points=3, visibility=HIDDEN)
@once(*COUPLING)
def density(nb, rng):
    model, x = flows.flow(nb, rng, 3, 4), flows.points(rng, 7, 3)
    z, logdet = flows.pair(model, x)
    base = ref.standard_normal_log_density(z)
    close(
        flows.log_prob(model, x),
        base + logdet,
        **NEAR,
        what="log_prob(x), which is log N(z; 0, I) + logdet for the z and logdet of `forward`",
        mistakes={
            "logdet is missing.": base,
            "logdet is added.": base - logdet,
            "The constant -log(2 pi) / 2 of each dimension is missing.": base + logdet + 1.5 * np.log(2 * np.pi),
            "The constant is -log(2 pi) / 2 for each of the dimensions.": base + logdet + np.log(2 * np.pi),
            "This is the mean over the dimensions; sum over them.": base / 3 + logdet,
            "The density is that of z, not of x.": ref.standard_normal_log_density(x.astype(np.float64)) + logdet,
            "This is the loss, its negative.": -base - logdet,
        },
    )
    model = flows.flow(nb, rng, 2, 4)
    expect_mass(flows.log_prob(model, GRID))


def expect_mass(log_p):
    """Raise Failed unless these values on the grid are those of a density."""
    mass = float(np.exp(np.minimum(log_p, 50)).sum() * CELL**2)
    hint = "With the log-determinant of all layers, probabilities sum to 1 whatever the weights are."
    within(mass, 1 - MASS_NEAR, 1 + MASS_NEAR, "the integral of exp(log_prob) over the plane", hint=hint)


@check("6.6 training on two moons", points=5, visibility=HIDDEN)
@once(*COUPLING)
def training(nb, rng):
    held = flows.moons(rng, TESTED)
    log_p, on_grid = flows.trained(nb, rng, held, GRID)
    loss = float(-log_p.mean())
    if not loss <= NLL_MAX:
        raise Failed(
            f"After {flows.STEPS} steps, the mean of -log p of new points is too large; a Gaussian reaches 2.74.",
            expected=f"at most {NLL_MAX:g}",
            got=f"{loss:.2f}",
            hint="Do the networks have a hidden layer with an activation, and do masks alternate?",
        )
    if not loss >= NLL_MIN:
        raise Failed(
            "The mean of -log p of new points is below their entropy, which no density can reach.",
            expected=f"at least {NLL_MIN:.2f}",
            got=f"{loss:.2f}",
            hint="Is exp(log_prob) a density, with the log-determinant of every layer and the constant of N(0, I)?",
        )
    expect_mass(on_grid)
