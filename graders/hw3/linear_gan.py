"""A GAN for a sheet of paper: G(z) = A z + b and D(x) = w'x + c, whose steps of gradient descent are known."""

from dataclasses import dataclass, replace

import numpy as np

import reference as ref
from reference import Array

# On the student's side. With `littered`, gradients of an earlier step are still there. `seen` notes what the step of
# each optimizer finds.
STEPS = """
import torch

def linear(weight, bias):
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0]).to(weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer

def left(network):
    return sum((0.0 if p.grad is None else p.grad.abs().sum().item()) for p in network.parameters())

def values(network):
    return torch.cat([p.detach().flatten().clone() for p in network.parameters()])

G, D = linear(a, b), linear(w, c)
opt_g, opt_d = torch.optim.SGD(G.parameters(), lr=lr_g), torch.optim.SGD(D.parameters(), lr=lr_d)
if littered:
    for p in [*G.parameters(), *D.parameters()]:
        p.grad = torch.full_like(p, 3.0)
seen, losses = [], []
opt_d.register_step_pre_hook(lambda *_: seen.append(["D", left(G), values(G)]))
opt_g.register_step_pre_hook(lambda *_: seen.append(["G", 0.0, values(D)]))
for real, z_d, z_g in zip(reals, z_ds, z_gs):
    losses.append(gan_train_step(G, D, opt_g, opt_d, real, z_d, z_g))
now = {"G": values(G), "D": values(D)}
"""


@dataclass(frozen=True)
class LinearGan:
    """A [x, z], b [x]; w [x], c []."""

    a: Array
    b: Array
    w: Array
    c: float

    @classmethod
    def draw(cls, rng: np.random.Generator, dim_x: int = 3, dim_z: int = 2) -> "LinearGan":
        return cls(rng.normal(size=(dim_x, dim_z)), rng.normal(size=dim_x), rng.normal(size=dim_x), float(rng.normal()))

    def inputs(self) -> dict[str, Array]:
        """The weights as `STEPS` wants them: those of `torch.nn.Linear`."""
        return {"a": self.a, "b": self.b, "w": self.w[None], "c": np.array([self.c])}

    def generate(self, z: Array) -> Array:
        return z @ self.a.T + self.b

    def logits(self, x: Array) -> Array:
        return x @ self.w + self.c

    def g_values(self) -> Array:
        """All weights of G in the order of its parameters."""
        return np.concatenate([self.a.ravel(), self.b])

    def d_values(self) -> Array:
        return np.append(self.w, self.c)

    def after_d(self, real: Array, z: Array, lr: float) -> tuple["LinearGan", float]:
        """After a step of D, and the loss before it."""
        fake = self.generate(z)
        on_real, on_fake = self.logits(real), self.logits(fake)
        # The slopes of softplus(-r) and softplus(f), each divided by the size of its batch.
        real_slopes = -ref.sigmoid(-on_real) / len(real)
        fake_slopes = ref.sigmoid(on_fake) / len(fake)
        by_w = real_slopes @ real + fake_slopes @ fake
        by_c = real_slopes.sum() + fake_slopes.sum()
        return replace(self, w=self.w - lr * by_w, c=self.c - lr * by_c), ref.d_loss_ns(on_real, on_fake)

    def after_g(self, z: Array, lr: float) -> tuple["LinearGan", float]:
        """After a step of G, and the loss before it."""
        logits = self.logits(self.generate(z))
        slopes = -ref.sigmoid(-logits) / len(z)
        by_a, by_b = np.outer(self.w, slopes @ z), self.w * slopes.sum()
        return replace(self, a=self.a - lr * by_a, b=self.b - lr * by_b), ref.g_loss_ns(logits)
