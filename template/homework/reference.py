"""The formulas of this homework in numpy: what the checks compare with. Students never see this file."""

import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
