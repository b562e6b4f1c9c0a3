"""The formulas of homework 1 in numpy float64: what the checks compare with.

Sources: van den Oord et al. 2016 (PixelCNN: masks A and B); Salimans et al. 2017 (PixelCNN++: discretized mixture of
logistics, eq. 2); Vaswani et al. 2017 (attention, eq. 1); Radford et al. 2019 (GPT-2: top-k sampling).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Tokens = NDArray[np.int64]
Model = Callable[[Tokens], Array]


def log_softmax(logits: Array) -> Array:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def chosen(log_probs: Array, x: Tokens) -> Array:
    """log_probs[..., x], one for each entry of x."""
    return np.take_along_axis(log_probs, x[..., None], axis=-1)[..., 0]


def categorical_nll(logits: Array, x: Tokens) -> float:
    return float(-chosen(log_softmax(logits), x).mean())


def sigmoid(z: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def mol_prob(x: Tokens, pi_logits: Array, mu: Array, log_s: Array, d: int = 100) -> Array:
    """[N] probabilities: the logistic mass of each bin, with everything below 0 and above d - 1 in the end bins."""
    pi = np.exp(log_softmax(pi_logits))
    edge = x[:, None].astype(np.float64)
    upper = np.where(edge == d - 1, 1.0, sigmoid((edge + 0.5 - mu) / np.exp(log_s)))
    lower = np.where(edge == 0, 0.0, sigmoid((edge - 0.5 - mu) / np.exp(log_s)))
    return ((upper - lower) * pi).sum(axis=1)


def raster_past(height: int, width: int, k: int, kind: str) -> NDArray[np.bool_]:
    """[H, W, H, W]: may the output at the first two see the input at the last two?"""
    rows, cols = np.arange(height), np.arange(width)
    down = rows[None, None, :, None] - rows[:, None, None, None]
    right = cols[None, None, None, :] - cols[None, :, None, None]
    window = (abs(down) <= k // 2) & (abs(right) <= k // 2)
    return window & ((down < 0) | ((down == 0) & ((right < 0) | ((right == 0) & (kind == "B")))))


def attention(x: Array, weights: dict[str, Array], heads: int, scale: float | None = None) -> Array:
    """Causal self-attention [B, T, d] with the weights of `qkv` and `proj`; biases may be absent."""
    batch, steps, width = x.shape

    def linear(name: str, value: Array) -> Array:
        return value @ weights[f"{name}.weight"].T.astype(np.float64) + weights.get(f"{name}.bias", 0.0)

    def split(value: Array) -> Array:
        return value.reshape(batch, steps, heads, width // heads).transpose(0, 2, 1, 3)

    q, k, v = (split(part) for part in np.split(linear("qkv", x), 3, axis=-1))
    scores = q @ k.transpose(0, 1, 3, 2) * ((width // heads) ** -0.5 if scale is None else scale)
    scores = np.where(np.tril(np.ones((steps, steps), bool)), scores, -np.inf)
    mixed = np.exp(log_softmax(scores)) @ v
    return linear("proj", mixed.transpose(0, 2, 1, 3).reshape(batch, steps, width))


def sequence_log_prob(model: Model, idx: Tokens) -> Array:
    """[B]: the sum over t >= 1 of log p(x_t | x_<t)."""
    return chosen(log_softmax(model(idx)[:, :-1]), idx[:, 1:]).sum(axis=1)


def ar_loss(model: Model, idx: Tokens) -> float:
    return float(-sequence_log_prob(model, idx).mean() / (idx.shape[1] - 1))


def greedy(model: Model, prefix: Tokens, n_new: int) -> Tokens:
    idx = prefix
    for _ in range(n_new):
        idx = np.concatenate([idx, model(idx)[:, -1].argmax(axis=-1)[:, None]], axis=1)
    return idx
