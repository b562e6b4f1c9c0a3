"""Asking a student's coupling layer and flow, with the shapes that they must have, and the data of the training."""

import numpy as np
from numpy.typing import NDArray

from assay import Handle, Notebook, finite, shape, true
from reference import Array

Points = NDArray[np.float32]

# Networks may begin as the identity. Moved away from where they begin, each layer does something to every example.
MOVED = """
import torch
torch.manual_seed(seed)
model = {model}
model.eval()
with torch.no_grad():
    for p in model.parameters():
        p.add_(torch.randn_like(p) / (p.shape[-1] if p.dim() else 1) ** 0.5, alpha=by)
"""

# The sizes of the gradients that reach the weights from each of the two answers.
REACH = """
import torch
def reach(output):
    weights = list(model.parameters())
    found = torch.autograd.grad(output, weights, retain_graph=True, allow_unused=True) if output.requires_grad else []
    return float(sum(part.abs().sum() for part in found if part is not None))
reached = [reach(answer.sum()) for answer in model(x)]
"""

STEPS, BATCH, POINTS = 200, 128, 4000

TRAIN = """
import torch
torch.manual_seed(seed)
model = RealNVP(2, 6)
model.train()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for rows in batches:
    loss = -model.log_prob(points[rows]).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    log_p, on_grid = model.log_prob(held), model.log_prob(grid)
"""

# The entropy of `moons` in nats, and the standard deviation of -log p; by the density on a fine curve, 4000 points.
ENTROPY, ENTROPY_STD = 1.83, 0.74


def moons(rng: np.random.Generator, n: int) -> Points:
    """[n, 2]: two half circles with noise, of mean 0 and variance 1. A Gaussian reaches 2.74 nats."""
    angle, upper = np.pi * rng.random(n), rng.random(n) < 0.5
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle))
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle))
    noisy = np.stack([x, y], axis=1) + 0.1 * rng.normal(size=(n, 2))
    return ((noisy - [0.5, 0.25]) / [0.87, 0.5]).astype(np.float32)


def coupling(nb: Notebook, rng: np.random.Generator, mask: Points) -> Handle:
    """A layer of small random networks."""
    given = {"dim": len(mask), "mask": mask, "seed": int(rng.integers(2**31)), "by": 0.5}
    return nb.run(MOVED.format(model="AffineCoupling(dim, mask, 16)"), returns=["model"], **given)["model"]


def flow(nb: Notebook, rng: np.random.Generator, dim: int, layers: int) -> Handle:
    given = {"dim": dim, "layers": layers, "seed": int(rng.integers(2**31)), "by": 0.3}
    return nb.run(MOVED.format(model="RealNVP(dim, layers)"), returns=["model"], **given)["model"]


def points(rng: np.random.Generator, n: int, dim: int) -> Points:
    return rng.normal(size=(n, dim)).astype(np.float32)


def pair(model: Handle, x: Points) -> tuple[Array, Array]:
    """z and logdet of a batch, in float64."""
    got = model(x)
    true(isinstance(got, (tuple, list)) and len(got) == 2, "`forward` returns (z, logdet)")
    hint = "Return one number per example: sum over the dimensions, and not over the batch."
    z, logdet = (
        finite(shape(part, size, what=f"{name} of `forward`", hint=note), what=f"{name} of `forward`")
        for part, size, name, note in zip(got, (x.shape, (len(x),)), ("z", "logdet"), (None, hint), strict=True)
    )
    return z.astype(np.float64), logdet.astype(np.float64)


def inverse(model: Handle, z: Array) -> Array:
    what = "the answer of `inverse`"
    return finite(shape(model.inverse(z.astype(np.float32)), z.shape, what=what), what=what).astype(np.float64)


def log_prob(model: Handle, x: Points) -> Array:
    what, hint = "the answer of `log_prob`", "Return one number per example, of shape [B]."
    return finite(shape(model.log_prob(x), (len(x),), what=what, hint=hint), what=what).astype(np.float64)


def slopes(model: Handle, x: Points, step: float) -> Array:
    """[B, D, D]: how z moves with each entry of x, by central differences of the student's answers.

    Asked for in one batch: nothing of this is worked out on the student's side. For a coupling layer the determinant
    is exact, whatever the step.
    """
    size, dim = x.shape
    steps = np.float32(step) * np.concatenate([np.eye(dim), -np.eye(dim)]).astype(np.float32)
    z, _ = pair(model, (x[None] + steps[:, None]).reshape(-1, dim))
    there, back = z.reshape(2, dim, size, dim)
    return np.moveaxis((there - back) / (2 * float(np.float32(step))), 0, -1)


def expect_learning(nb: Notebook, model: Handle, x: Points) -> None:
    """Raise Failed unless gradients reach the weights from z as well as from logdet."""
    reached = nb.run(REACH, returns=["reached"], model=model, x=x)["reached"]
    sizes = finite(shape(reached, (2,), what="the list of gradients"), what="the list of gradients")
    for size, name in zip(sizes, ("z", "logdet"), strict=True):
        hint = "Stay with torch operations, without .detach() and torch.no_grad()."
        true(bool(size > 1e-4), f"gradients of {name} reach the weights of the layer", hint=hint)


def trained(nb: Notebook, rng: np.random.Generator, held: Points, grid: Points) -> tuple[Array, Array]:
    """log p of the points `held`, and of those of a grid, after training on others."""
    given = {
        "seed": int(rng.integers(2**31)),
        "points": moons(rng, POINTS),
        "batches": rng.integers(0, POINTS, size=(STEPS, BATCH)),
        "held": held,
        "grid": grid,
    }
    got, what = nb.run(TRAIN, returns=["log_p", "on_grid"], **given), "log p of the trained flow"
    on_held, on_grid = (
        finite(shape(got[name], (len(where),), what=what), what=what).astype(np.float64)
        for name, where in (("log_p", held), ("on_grid", grid))
    )
    return on_held, on_grid
