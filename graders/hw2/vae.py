"""Asking a student's VAE: its methods, with the shapes that they must have, and models to ask."""

import numpy as np

import bars
from assay import Handle, Notebook, finite, numbers, shape, true
from reference import Array

STEPS, BATCH, PICTURES = 300, 128, 4000

TRAIN = """
import torch
torch.manual_seed(seed)
model = VAE(64, 8)
model.train()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for rows in batches:
    optimizer.zero_grad()
    model.loss(pictures[rows], 1.0)[0].backward()
    optimizer.step()
model.eval()
"""

# A fresh network hardly looks at z: scaled up until it does, slips in sampling and in the noise show at once.
ENLARGED = """
import torch
torch.manual_seed(seed)
model = VAE(d_in, d_z)
model.eval()
with torch.no_grad():
    for _ in range(12):
        if model.decode(torch.randn(100, d_z)).std(0).mean() > 1.5:
            break
        for weights in model.parameters():
            weights.mul_(1.3)
"""


def trained(nb: Notebook, rng: np.random.Generator) -> Handle:
    """A model of the bars after STEPS of its own loss."""
    return nb.run(
        TRAIN,
        returns=["model"],
        seed=int(rng.integers(2**31)),
        pictures=bars.draw(rng, PICTURES),
        batches=rng.integers(0, PICTURES, size=(STEPS, BATCH)),
    )["model"]


def enlarged(nb: Notebook, rng: np.random.Generator, d_in: int = 20, d_z: int = 3) -> Handle:
    """An untrained model whose pictures depend on z."""
    seed = int(rng.integers(2**31))
    return nb.run(ENLARGED, returns=["model"], seed=seed, d_in=d_in, d_z=d_z)["model"]


def encoded(model: Handle, x: np.ndarray, d_z: int) -> tuple[Array, Array]:
    """Mean and log-variance of a batch of different examples, in float64."""
    got = model.encode(x)
    true(isinstance(got, (tuple, list)) and len(got) == 2, "`encode` returns (mu, logvar)")
    mu, logvar = (
        finite(shape(part, (len(x), d_z), what=f"{name} of `encode`"), what=f"{name} of `encode`").astype(np.float64)
        for part, name in zip(got, ("mu", "logvar"), strict=True)
    )
    true(bool(np.ptp(mu, axis=0).min() > 0), "mu of `encode` depends on x")
    return mu, logvar


def decoded(model: Handle, z: Array, d_in: int) -> Array:
    """Logits for different latents, in float64."""
    got = model.decode(z.astype(np.float32))
    logits = finite(shape(got, (len(z), d_in), what="`decode(z)`"), what="`decode(z)`").astype(np.float64)
    true(bool(np.ptp(logits, axis=0).min() > 0), "the logits of `decode` depend on z")
    return logits


def parts(model: Handle, x: np.ndarray, *beta: float) -> tuple[float, ...]:
    """The student's total, rec and kl as numbers."""
    got = model.loss(x, *beta)
    true(isinstance(got, (tuple, list)) and len(got) == 3, "`loss` returns (total, rec, kl)")
    hint = "Return three single numbers, each a mean over the batch."
    for part, name in zip(got, ("total", "rec", "kl"), strict=True):
        finite(shape(part, (), what=f"{name} of `loss`", hint=hint), what=f"{name} of `loss`")
    return tuple(float(numbers(part)) for part in got)


def coins(rng: np.random.Generator, n: int, d_in: int = 20) -> np.ndarray:
    """[n, d_in] float32: pictures of independent pixels."""
    return rng.integers(0, 2, size=(n, d_in)).astype(np.float32)


def pictures(model: Handle, n: int, d_in: int) -> Array:
    """Samples of a model: binary pictures."""
    got = finite(shape(model.sample(n), (n, d_in), what="`sample(n)`"), what="`sample(n)`").astype(np.float64)
    hint = "Draw the pixels: torch.bernoulli(torch.sigmoid(logits))."
    true(bool(np.isin(got, (0.0, 1.0)).all()), "`sample` returns pictures of 0 and 1, not probabilities", hint=hint)
    true(bool(np.ptp(got) > 0), "`sample` returns pictures that are neither all 0 nor all 1")
    return got
