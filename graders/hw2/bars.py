"""The data of question 7: pictures of 8 x 8 pixels with bars, and what is known about them."""

import numpy as np
from numpy.typing import NDArray

SIDE = 8
PIXELS = SIDE * SIDE
SHARE = 0.2

Pictures = NDArray[np.float32]

# 16 independent bars, each there with probability SHARE: the entropy of a picture in nats, and what an encoder of any
# size cannot get below. (Pictures of all bars are alike whichever they are; that is rare enough to leave out.)
ENTROPY = -2 * SIDE * (SHARE * np.log(SHARE) + (1 - SHARE) * np.log(1 - SHARE))


def draw(rng: np.random.Generator, n: int) -> Pictures:
    """[n, 64] float32, 0 or 1: a pixel is 1 where its row or its column has a bar."""
    rows, columns = rng.random(size=(2, n, SIDE)) < SHARE
    return (rows[:, :, None] | columns[:, None, :]).reshape(n, PIXELS).astype(np.float32)
