"""Question 3: the gradient penalty (20 points).

The critics are modules on the student's side: a call-back lets no gradient through.
"""

import numpy as np

import reference as ref
from assay import Failed, check, close, equal, finite, moments, shape, within
from common import HIDDEN

CRITICS = """
import torch

class Linear(torch.nn.Module):
    def __init__(self, w):
        super().__init__()
        self.w = torch.nn.Parameter(w)
    def forward(self, x):
        return x.flatten(1) @ self.w + 1.0

class Bowl(torch.nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.w = torch.nn.Parameter(scale)
    def forward(self, x):
        return self.w * (x.flatten(1) ** 2).sum(1) / 2
"""

ASK = CRITICS + "penalty = gradient_penalty({critic}, real, fake, alpha)"

LEARN = CRITICS + """
critic = {critic}
penalty = gradient_penalty(critic, real, fake, alpha)
if getattr(penalty, "requires_grad", False):
    penalty.backward()
by_w = torch.zeros_like(critic.w) if critic.w.grad is None else critic.w.grad
"""

# One example at a time, so that the penalty tells of its alpha.
MANY = CRITICS + """
critic = Bowl(torch.ones((), dtype=real.dtype))
penalties = [float(gradient_penalty(critic, real, fake)) for _ in range(times)]
"""
CALLS = 300

# As in a step of training: the fakes hang on a generator, and the critic's gradient of an earlier step is still there.
SIDE_EFFECTS = CRITICS + """
critic = Bowl(torch.ones((), dtype=real.dtype))
critic.w.grad = torch.full_like(critic.w, 2.0)
generator = torch.nn.Linear(real.shape[1], real.shape[1]).to(real.dtype)
inputs = real.clone(), fake.clone(), alpha.clone()
made = generator(fake)
penalty = gradient_penalty(critic, real, fake, alpha)
gradients = [float(0.0 if t.grad is None else t.grad.abs().max()) for t in (critic.w, real, fake)]
wants = [bool(t.requires_grad) for t in (real, fake)]
kept = [torch.equal(a, b) for a, b in zip(inputs, (real, fake, alpha))]
of_made = gradient_penalty(critic, real, made, alpha)
fakes = made.detach()
"""

HINTS = {
    "sign": "The penalty is a square, so it is never negative.",
    "x0.5": "This is half the penalty.",
    "shape": "Return one number: the mean over the batch.",
    "nan": "Is the norm taken over all axes but the first?",
    "*": "The mean over the batch of (norm of the gradient at x_hat - 1)**2, one norm for each example.",
}
LOST = "No gradient reaches the critic's weights: torch.autograd.grad needs create_graph=True."


def slips(grads):
    """Likely wrong penalties, by cause. `grads` [B, ...] are the gradients of the critic at x_hat."""
    lengths = ref.norms(grads)
    flat = grads.reshape(len(grads), -1)
    return {
        "The norm is that of all gradients of the batch together; take one for each example.": (
            np.linalg.norm(flat) - 1
        )
        ** 2,
        "The norm is taken over one axis; take it over all axes but the first.": np.mean(
            (np.linalg.norm(grads, axis=1) - 1) ** 2
        ),
        "The norm is squared: (norm - 1)**2, not (norm**2 - 1)**2.": np.mean((lengths**2 - 1) ** 2),
        "The mean comes last: the mean of (norm - 1)**2, not (mean norm - 1)**2.": (lengths.mean() - 1) ** 2,
        "Both sides count: a norm below 1 is penalized as well.": np.mean(np.maximum(lengths - 1, 0) ** 2),
        "The 1 is missing: (norm - 1)**2.": np.mean(lengths**2),
        "The square is missing: (norm - 1)**2.": np.mean(np.abs(lengths - 1)),
        "This is a sum over the batch; take the mean.": np.sum((lengths - 1) ** 2),
        "The gradient is that of the mean of the outputs, so it is too small by the size of the batch.": np.mean(
            (lengths / len(grads) - 1) ** 2
        ),
        "This is the norm of absolute values; take the root of the sum of squares.": np.mean(
            (np.abs(flat).sum(axis=1) - 1) ** 2
        ),
        "10 is a weight of the training; the penalty has none.": 10 * np.mean((lengths - 1) ** 2),
    }


def place_slips(real, fake, alpha):
    """Penalties of the critic |x|**2 / 2 at likely wrong places, by cause."""

    def at(x):
        return np.mean((ref.norms(x) - 1) ** 2)

    return {
        "Real and fake are swapped: x_hat = alpha real + (1 - alpha) fake.": at(ref.between(fake, real, alpha)),
        "The gradient is taken at the real examples; take it at x_hat.": at(real),
        "The gradient is taken at the fake examples; take it at x_hat.": at(fake),
        "The first alpha is used for all examples; each has its own.": at(
            ref.between(real, fake, np.full_like(alpha, alpha[0]))
        ),
        "The given alpha is not used.": at((real + fake) / 2),
        "The weights of x_hat sum to 1: alpha real + (1 - alpha) fake.": at(real + ref.between(0 * fake, fake, alpha)),
    }


@check("3.1 penalty of a linear critic, worked values", points=5)
def worked(nb, rng):
    real, fake, alpha = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.uniform(size=5)
    for w, expected in (([3.0, 4.0], 16.0), ([0.3, 0.4], 0.25), ([0.6, -0.8], 0.0)):
        inputs = {"real": real, "fake": fake, "alpha": alpha, "w": np.array(w)}
        close(
            nb.run(ASK.format(critic="Linear(w)"), returns=["penalty"], **inputs)["penalty"],
            expected,
            what=f"the penalty of the critic w'x with w = ({w[0]:g}, {w[1]:g}), which is (|w| - 1)**2",
            mistakes=slips(np.tile(w, (5, 1))),
            hints=HINTS,
        )


@check("3.2 penalty between examples", points=5, visibility=HIDDEN)
def between(nb, rng):
    for dims in ((6, 1, 4, 4), (5, 3), (4, 2, 3)):
        real, fake, alpha = rng.normal(size=dims), rng.normal(size=dims) + 0.5, rng.uniform(size=dims[0])
        inputs = {"real": real, "fake": fake, "alpha": alpha, "scale": np.array(0.7)}
        x_hat = ref.between(real, fake, alpha)
        close(
            nb.run(ASK.format(critic="Bowl(scale)"), returns=["penalty"], **inputs)["penalty"],
            np.mean((0.7 * ref.norms(x_hat) - 1) ** 2),
            what=f"the penalty of the critic 0.35 |x|**2 for examples of shape {dims}, with alpha given",
            mistakes={**place_slips(0.7 * real, 0.7 * fake, alpha), **slips(0.7 * x_hat)},
            hints=HINTS,
        )


@check("3.3 alpha of its own", points=3, visibility=HIDDEN, attempts=2)
def own_alpha(nb, rng):
    # Where D(x) = |x|**2 / 2, the penalty is (|x_hat| - 1)**2: here 4 alpha**2.
    direction = np.full((1, 3), 1 / np.sqrt(3.0))
    penalties = nb.run(MANY, returns=["penalties"], real=3 * direction, fake=direction, times=CALLS)["penalties"]
    alphas = np.sqrt(np.abs(finite(shape(penalties, (CALLS,), what="the penalties")).astype(np.float64))) / 2
    hint = "Without alpha, draw one for each example from U(0, 1): torch.rand(B)."
    within(alphas, 0.0, 1.0 + 1e-6, "the alpha that is drawn", hint=hint)
    moments(alphas, 0.5, np.sqrt(1 / 12), "the alpha that is drawn", kurtosis=1.8, hint=hint)
    # In one batch of many: the mean of 4 alpha**2, which one alpha for all would hardly ever hit.
    n = 4000
    for _ in range(2):
        many = {"real": np.repeat(3 * direction, n, 0), "fake": np.repeat(direction, n, 0), "alpha": None}
        ask = ASK.format(critic="Bowl(torch.ones((), dtype=real.dtype))")
        got = nb.run(ask, returns=["penalty"], **many)["penalty"]
        allowed = 5 * np.sqrt(16 / 5 - 16 / 9) / np.sqrt(n)
        what = f"the penalty of {n} examples between |x| = 1 and |x| = 3, each with an alpha of its own"
        within(shape(got, (), what=what), 4 / 3 - allowed, 4 / 3 + allowed, what, hint=hint)


@check("3.4 gradient of the penalty", points=4, visibility=HIDDEN)
def of_penalty(nb, rng):
    real, fake, alpha = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.uniform(size=5)
    w, scale = rng.normal(size=3) + 1.0, float(rng.uniform(0.7, 1.5))
    given = {"real": real, "fake": fake, "alpha": alpha}
    got = nb.run(LEARN.format(critic="Linear(w)"), returns=["by_w", "penalty"], w=w, **given)
    size = np.linalg.norm(w)
    close(got["penalty"], (size - 1) ** 2, what="the penalty of a linear critic", hints=HINTS)
    close(
        got["by_w"],
        2 * (size - 1) * w / size,
        what="the gradient of the penalty with respect to w, for the critic w'x",
        mistakes={LOST: np.zeros(3)},
        hints={"*": "If the penalty itself is right, so is its gradient: look at checks 3.1 and 3.2 first."},
    )
    lengths = ref.norms(ref.between(real, fake, alpha))
    got = nb.run(LEARN.format(critic="Bowl(scale)"), returns=["by_w"], scale=np.array(scale), **given)["by_w"]
    close(
        got,
        np.mean(2 * (scale * lengths - 1) * lengths),
        what="the gradient of the penalty with respect to a, for the critic a |x|**2 / 2",
        mistakes={LOST: 0.0},
    )


@check("3.5 nothing else changes", points=3, visibility=HIDDEN)
def no_side_effects(nb, rng):
    real, fake, alpha = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.uniform(size=5)
    names = ["penalty", "gradients", "wants", "kept", "of_made", "fakes"]
    got = nb.run(SIDE_EFFECTS, returns=names, real=real, fake=fake, alpha=alpha)
    expected = np.mean((ref.norms(ref.between(real, fake, alpha)) - 1) ** 2)
    close(got["penalty"], expected, what="the penalty", mistakes=place_slips(real, fake, alpha), hints=HINTS)
    backward = "Take the gradient by torch.autograd.grad, which returns it; .backward() adds it to .grad of everything."
    equal(got["kept"], [True] * 3, what="the list of whether real, fake and alpha are as they were")
    wants = "Let x_hat want a gradient, not the examples that were given."
    equal(got["wants"], [False] * 2, what="the list of whether real and fake want a gradient afterwards", hint=wants)
    added = finite(shape(got["gradients"], (3,), what="the list of gradients"), what="the list of gradients")
    changed = np.flatnonzero(added != [2.0, 0.0, 0.0])
    if changed.size:
        first = ("the critic's weights", "real", "fake")[int(changed[0])]
        raise Failed(f"After `gradient_penalty`, `.grad` of {first} is no longer what it was.", hint=backward)
    fakes = finite(shape(got["fakes"], (5, 3), what="the fakes"), what="the fakes").astype(np.float64)
    expected = np.mean((ref.norms(ref.between(real, fakes, alpha)) - 1) ** 2)
    close(got["of_made"], expected, what="the penalty where the fakes come from a generator", hints=HINTS)
