"""Question 5: a step of training, and training by it (15 points)."""

import numpy as np

import reference as ref
from assay import Failed, check, close, equal, finite, numbers, shape, true
from common import HIDDEN, once
from linear_gan import STEPS, LinearGan

# The median of ten looks at the generator between steps 400 and 600, with torch 2.13:
#   the solution, over 24 seeds: mean 2.94 to 3.05, standard deviation .44 to .53; D's loss halved: the same
#   G never moves: 0, .38; it wants to be found out: below -2.5; D never moves: anywhere, .01
#   gradients of D added up: 2.6 to 6.5, .04 to .07; those of D's loss left in G: 2.8 to 3.2, .61 to .83
TRAINING = 600
CENTRE, SPREAD = 3.0, 0.5
MEAN_NEAR = 0.3
STD_MIN, STD_MAX = 0.3, 0.75

TRAIN = """
import copy
import torch
from torch.nn.functional import softplus

torch.manual_seed(seed)
G = torch.nn.Sequential(torch.nn.Linear(1, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
D = torch.nn.Sequential(torch.nn.Linear(1, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-3, betas=(0.0, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-2, betas=(0.0, 0.9))
samples = []
for step, real in enumerate(reals):
    if step >= len(reals) - 200 and step % 20 == 0:
        with torch.no_grad():
            samples.append(G(torch.randn(1000, 1))[:, 0])
    if step == len(reals) - 1:
        before = copy.deepcopy((G, D))
    z_d, z_g = torch.randn(2, 128, 1)
    losses = gan_train_step(G, D, opt_g, opt_d, real, z_d, z_g)
samples = torch.stack(samples)
with torch.no_grad():
    fake = before[0](z_d)
    d_loss = softplus(-before[1](real)).mean() + softplus(before[1](fake)).mean()
    g_loss = softplus(-D(before[0](z_g))).mean()
"""


def run(nb, gan, reals, z_ds, z_gs, *, lr_g, lr_d, littered=False):
    """The losses that were returned, step by step, what the optimizers saw, and the weights in the end."""
    given = {**gan.inputs(), "reals": reals, "z_ds": z_ds, "z_gs": z_gs}
    rates = {"lr_g": lr_g, "lr_d": lr_d, "littered": littered}
    got = nb.run(STEPS, returns=["losses", "seen", "now"], **given, **rates)
    losses = [loss_pair(pair) for pair in got["losses"]]
    now = {name: finite(shape(part, (None,), what=f"the weights of {name}")) for name, part in got["now"].items()}
    return losses, got["seen"], now


def loss_pair(answer):
    """d_loss and g_loss of an answer, as numbers."""
    named = isinstance(answer, dict) and {"d_loss", "g_loss"} <= answer.keys()
    true(named, "`gan_train_step` returns a dict with the keys 'd_loss' and 'g_loss'")
    what = {name: f"the number under {name!r}" for name in ("d_loss", "g_loss")}
    hint = "Return single numbers: the means that were minimized."
    return {name: float(numbers(finite(shape(answer[name], (), what=what[name], hint=hint)))) for name in what}


def draw(rng, gan, steps):
    """Batches of three sizes: of data [steps, 6, x], and of noise for D [steps, 5, z] and for G [steps, 4, z]."""
    dim_x, dim_z = gan.a.shape
    return (rng.normal(size=(steps, n, dim)) for n, dim in ((6, dim_x), (5, dim_z), (4, dim_z)))


@check("5.1 a step in one dimension, worked values", points=3)
@once("stand_in_losses.py", "d_loss_ns", "g_loss_ns")
def worked(nb, rng):
    # G(z) = z and D(x) = 0. The step of D gives its weight 1; then G sees D(x) = x.
    gan = LinearGan(np.ones((1, 1)), np.zeros(1), np.zeros(1), 0.0)
    real, z_d, z_g = np.full((1, 2, 1), 2.0), np.zeros((1, 2, 1)), np.full((1, 2, 1), np.log(3.0))
    losses, _, now = run(nb, gan, real, z_d, z_g, lr_g=1.0, lr_d=1.0)
    close(losses[0]["d_loss"], 2 * np.log(2.0), what="d_loss where D gives 0 to all")
    close(
        losses[0]["g_loss"],
        np.log(4.0 / 3.0),
        what="g_loss where D has become D(x) = x and G gives ln 3",
        mistakes={"The loss of G is worked out after the step of D, by the new D.": np.log(2.0)},
    )
    close(now["D"], [1.0, 0.0], what="weight and bias of D after a step from 0 with learning rate 1")
    close(now["G"], [1 + np.log(3.0) / 4, 0.25], what="weight and bias of G after a step with learning rate 1")


@check("5.2 step of the discriminator", points=3, visibility=HIDDEN)
@once("stand_in_losses.py", "d_loss_ns", "g_loss_ns")
def step_of_d(nb, rng):
    gan = LinearGan.draw(rng)
    reals, z_ds, z_gs = draw(rng, gan, 2)
    # The generator stands still, so that what is compared is the discriminator alone.
    losses, _, now = run(nb, gan, reals, z_ds, z_gs, lr_g=0.0, lr_d=0.7, littered=True)
    wanted, swapped = gan, gan
    for step in range(2):
        swapped, _ = swapped.after_d(reals[step], z_gs[step], 0.7)
        wanted, loss = wanted.after_d(reals[step], z_ds[step], 0.7)
        close(losses[step]["d_loss"], loss, what=f"d_loss of step {step + 1}")
    close(
        now["D"],
        wanted.d_values(),
        what="the array of D's weights after two steps of gradient descent on d_loss",
        mistakes={
            "The fakes of D's step are made from z_d, those of G's step from z_g.": swapped.d_values(),
            "D does not move: opt_d.step() is missing.": gan.d_values(),
        },
        hints={"*": "D.grad holds the gradient of d_loss alone: opt_d.zero_grad() comes before its backward()."},
    )


@check("5.3 order, and who is left alone", points=3, visibility=HIDDEN)
@once("stand_in_losses.py", "d_loss_ns", "g_loss_ns")
def order(nb, rng):
    gan = LinearGan.draw(rng)
    reals, z_ds, z_gs = draw(rng, gan, 1)
    losses, seen, now = run(nb, gan, reals, z_ds, z_gs, lr_g=0.3, lr_d=0.7)
    readable = isinstance(seen, list) and all(isinstance(note, list) and len(note) == 3 for note in seen)
    true(readable, "what the optimizers saw can be read")
    hint = "One step of each: first opt_d.step(), then opt_g.step()."
    equal([note[0] for note in seen], ["D", "G"], what="the list of the optimizers that made a step", hint=hint)
    (_, in_g, g_then), (_, _, d_then) = seen
    close(
        in_g,
        0.0,
        what="the gradient that the step of D leaves in G, which",
        hints={"*": "Stop the gradient of D's loss at the fakes: G(z_d).detach()."},
    )
    close(g_then, gan.g_values(), what="the array of G's weights when D makes its step")
    after, d_loss = gan.after_d(reals[0], z_ds[0], 0.7)
    close(losses[0]["d_loss"], d_loss, what="d_loss")
    close(d_then, after.d_values(), what="the array of D's weights when G makes its step")
    close(now["D"], after.d_values(), what="the array of D's weights after the step of G, which does not move it")
    close(losses[0]["g_loss"], after.after_g(z_gs[0], 0.3)[1], what="g_loss, that of the D that has made its step")


@check("5.4 step of the generator", points=2, visibility=HIDDEN)
@once("stand_in_losses.py", "d_loss_ns", "g_loss_ns")
def step_of_g(nb, rng):
    gan = LinearGan.draw(rng)
    reals, z_ds, z_gs = draw(rng, gan, 2)
    losses, _, now = run(nb, gan, reals, z_ds, z_gs, lr_g=0.7, lr_d=0.0, littered=True)
    wanted, swapped = gan, gan
    for step in range(2):
        swapped, _ = swapped.after_g(z_ds[step], 0.7)
        wanted, loss = wanted.after_g(z_gs[step], 0.7)
        close(losses[step]["g_loss"], loss, what=f"g_loss of step {step + 1}")
    upwards = 2 * gan.g_values() - wanted.g_values()
    close(
        now["G"],
        wanted.g_values(),
        what="the array of G's weights after two steps of gradient descent on g_loss",
        mistakes={
            "The fakes of G's step are made from z_g, those of D's step from z_d.": swapped.g_values(),
            "G does not move: are its fakes detached in its own step, or is opt_g.step() missing?": gan.g_values(),
            "G moves the wrong way.": upwards,
        },
        hints={"*": "G.grad holds the gradient of g_loss alone: opt_g.zero_grad() comes before its backward()."},
    )


@check("5.5 training on a Gaussian", points=4, visibility=HIDDEN, attempts=2)
@once("stand_in_losses.py", "d_loss_ns", "g_loss_ns")
def training(nb, rng):
    centre = CENTRE * float(rng.choice([-1, 1]))
    reals = (centre + SPREAD * rng.normal(size=(TRAINING, 128, 1))).astype(np.float32)
    names = ["samples", "losses", "d_loss", "g_loss"]
    got = nb.run(TRAIN, returns=names, reals=reals, seed=int(rng.integers(2**31)))
    samples = finite(shape(got["samples"], (10, 1000), what="the samples of G"), what="the samples of G")
    last = loss_pair(got["losses"])
    for name in last:
        close(last[name], float(finite(shape(got[name], ()))), atol=1e-3, what=f"{name} of the last step")
    mean = float(np.median(samples.astype(np.float64).mean(axis=1)))
    std = float(np.median(samples.astype(np.float64).std(axis=1)))
    if not abs(mean - centre) <= MEAN_NEAR:
        raise Failed(
            f"After {TRAINING} steps, the mean of what the generator makes is not that of the data.",
            expected=f"{centre:g} ± {MEAN_NEAR:g}",
            got=f"{mean:.2f}",
            hint="If it has hardly moved, does G make its step, and on the non-saturating loss?",
        )
    if not STD_MIN <= std <= STD_MAX:
        raise Failed(
            f"After {TRAINING} steps, what the generator makes is too {'narrow' if std < STD_MIN else 'wide'}.",
            expected=f"a standard deviation from {STD_MIN:g} to {STD_MAX:g}",
            got=f"{std:.2f}",
            hint="Both networks make one step each time, on fakes of fresh noise.",
        )
