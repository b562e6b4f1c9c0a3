"""The toy data of question 8: eight Gaussians on a ring, and how well samples cover them."""

import numpy as np
from numpy.typing import NDArray

MODES = 8
RADIUS = 1.5
STD = 0.15

Points = NDArray[np.float32]


def centres() -> NDArray[np.float64]:
    angles = 2 * np.pi * np.arange(MODES) / MODES
    return RADIUS * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def draw(rng: np.random.Generator, n: int) -> Points:
    """[n, 2] float32."""
    return (centres()[rng.integers(MODES, size=n)] + STD * rng.normal(size=(n, 2))).astype(np.float32)


def coverage(samples: NDArray[np.floating]) -> tuple[float, float]:
    """The share of samples within 3 standard deviations of a mode, and the share of the least visited mode."""
    distances = np.linalg.norm(samples[:, None, :] - centres()[None], axis=2)
    near = distances.min(axis=1) <= 3 * STD
    visits = np.bincount(distances.argmin(axis=1)[near], minlength=MODES)
    return float(near.mean()), float(visits.min() / len(samples))
