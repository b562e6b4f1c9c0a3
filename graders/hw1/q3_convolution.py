"""Question 3: masked convolution (15 points).

What an output sees is found by changing one pixel at a time, all in one batch: no gradient is needed, and it does not
matter how the mask is made.
"""

import numpy as np

import reference as ref
from assay import Failed, check, shape, true
from common import HIDDEN

# Pixels are changed by 3. Over 8 seeds the least influence was 3e-3, and what is masked is exactly 0.
SEEN = 1e-4

AFTER_A_STEP = """
import torch
torch.manual_seed(seed)
conv = MaskedConv2d(kind, 2, 3, 5)
optimizer = torch.optim.SGD(conv.parameters(), lr=0.5)
(conv(x[:1]) - 1).square().mean().backward()
optimizer.step()
y = conv(x)
"""


def one_by_one(rng, channels, height, width):
    """[1 + H·W, C, H, W] float32: an image, and the same with all channels of one pixel changed."""
    images = np.repeat(rng.normal(size=(1, channels, height, width)), 1 + height * width, axis=0)
    for pixel in range(height * width):
        images[1 + pixel, :, pixel // width, pixel % width] += 3.0
    return images.astype(np.float32)


def seen(out, height, width):
    """[H, W, H, W]: does the output at the first two change with the input at the last two?"""
    change = np.abs(out[1:] - out[:1]).max(axis=1) > SEEN
    return change.reshape(height, width, height, width).transpose(2, 3, 0, 1)


def judge(saw, kind, k):
    """Raise Failed at the first output that sees what it must not, or does not see what it must."""
    height, width = saw.shape[:2]
    may = ref.raster_past(height, width, k, kind)
    if np.array_equal(saw, may):
        return
    wrong = np.argwhere(saw & ~may) if (saw & ~may).any() else np.argwhere(may & ~saw)
    row, col, at_row, at_col = (int(part) for part in wrong[0])
    does = "sees" if saw[row, col, at_row, at_col] else "does not see"
    if (at_row, at_col) == (row, col):
        hint = "Type A leaves the centre out, type B keeps it. Are the two swapped?"
    elif does == "does not see":
        hint = "Everything before the centre in raster order stays: all rows above, and in its own row what is left."
    elif at_row == row:
        hint = "In the centre's own row, what is to the right is masked as well."
    else:
        hint = "The rows below the centre are masked: weight[:, :, k//2 + 1:]."
    raise Failed(
        f"With mask {kind} and k = {k} the output at row {row}, column {col} {does} the input at row {at_row}, column {at_col}.",
        hint=hint,
    )


def ask(nb, rng, kind, k, *, channels=2, out=3, size=(7, 7)):
    images = one_by_one(rng, channels, *size)
    answer = nb.new("MaskedConv2d", kind, channels, out, k)(images)
    what = "the output of `MaskedConv2d`"
    return seen(shape(answer, (len(images), out, *size), what=what, hint="Use padding=k // 2."), *size)


@check("3.1 shape, and the centre pixel", points=3)
def centre(nb, rng):
    a, b = (ask(nb, rng, kind, 3) for kind in "AB")
    true(not a[3, 3, 3, 3], "with mask A, an output does not depend on its own pixel")
    true(bool(b[3, 3, 3, 3]), "with mask B, an output depends on its own pixel")
    true(bool(a[3, 3, 2, 3] and b[3, 3, 2, 3]), "an output depends on the pixel above it")


@check("3.2 what mask A sees", points=4, visibility=HIDDEN)
def mask_a(nb, rng):
    judge(ask(nb, rng, "A", 5), "A", 5)


@check("3.3 what mask B sees", points=4, visibility=HIDDEN)
def mask_b(nb, rng):
    judge(ask(nb, rng, "B", 5), "B", 5)


@check("3.4 after a step of training", points=2, visibility=HIDDEN)
def trained(nb, rng):
    for kind in "AB":
        x, seed = one_by_one(rng, 2, 7, 7), int(rng.integers(2**30))
        y = nb.run(AFTER_A_STEP, returns=["y"], **{"kind": kind, "x": x, "seed": seed})["y"]
        try:
            judge(seen(shape(y, (50, 3, 7, 7), what="the output after a step"), 7, 7), kind, 5)
        except Failed as failure:
            hint = "Mask the weight in every forward pass: what is set to 0 once is moved by the optimizer."
            raise Failed(f"After one step of SGD: {failure.message}", hint=hint) from None


@check("3.5 other sizes", points=2, visibility=HIDDEN)
def sizes(nb, rng):
    judge(ask(nb, rng, "A", 3, channels=1, out=4, size=(4, 6)), "A", 3)
    judge(ask(nb, rng, "B", 7, channels=3, out=1, size=(6, 9)), "B", 7)
