import numpy as np
# %%
def mean(x):
    return float(x.sum() / len(x))


def variance(x):
    return float(((x - mean(x)) ** 2).mean())
# %%
def standardise(x):
    return (x - x.mean()) / x.std()


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()
# %%
def outer(a, b):
    return a[:, None] * b


def moving_average(x, width):
    return np.convolve(x, np.full(width, 1 / width), mode="valid")
# %%
def pairwise(points):
    difference = points[:, None] - points[None]
    return np.sqrt((difference**2).sum(axis=-1))


def one_hot(labels, classes):
    return np.eye(classes, dtype=int)[labels]
# %%
def power_iteration(matrix, steps):
    v = np.ones(len(matrix))
    for _ in range(steps):
        v = matrix @ v
        v /= np.linalg.norm(v)
    return float(v @ matrix @ v)


def fit_line(x, y):
    design = np.stack([x, np.ones_like(x)], axis=1)
    return np.linalg.lstsq(design, y, rcond=None)[0]
# %%
# A first look at the data: clusters by Lloyd's algorithm.
rng = np.random.default_rng(0)
points = np.concatenate([rng.normal(center, 0.3, (300, 2)) for center in (0, 2, 4)])
centers = points[:3].copy()
for _ in range(600):
    nearest = ((points[:, None] - centers) ** 2).sum(axis=-1).argmin(axis=1)
    for k in range(3):
        centers[k] = points[nearest == k].mean(axis=0) if (nearest == k).any() else centers[k]
centers.round(2)
# %%
# Which steps of Collatz does the longest chain below 40 000 take?
def chain(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


max(range(1, 40_000), key=chain)
