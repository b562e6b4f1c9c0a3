"""Question 6: vector quantization (15 points)."""

import numpy as np

import reference as ref
from assay import check, close, equal, gradients, shape, true
from common import HIDDEN


def codes(rng):
    """Ten points [10, 3] and a codebook [5, 3] whose nearest rows are well defined.

    Lengths differ, so that the code with the largest inner product is often another one. Two of the codes are far
    from everything and never used; one is used by several points, so that its gradient is a sum.
    """
    codebook = rng.normal(size=(5, 3)) * np.array([0.5, 1.0, 1.5, 1.0, 1.0])[:, None]
    codebook[3:] += 20.0
    while True:
        z_e = codebook[rng.integers(0, 3, size=10)] + 0.6 * rng.normal(size=(10, 3))
        distances = np.sort(np.linalg.norm(z_e[:, None] - codebook[None], axis=2), axis=1)
        nearest = ref.nearest_codes(z_e, codebook)
        by_product = (z_e @ codebook.T).argmax(axis=1)
        if np.min(distances[:, 1] - distances[:, 0]) > 0.01 and len(set(nearest)) > 1 and np.any(nearest != by_product):
            return z_e, codebook


def answer(nb, z_e, codebook, *beta):
    """The student's z_q, idx and loss, of the right shapes."""
    triple = nb.call("vector_quantize", z_e, codebook, *beta)
    true(isinstance(triple, (tuple, list)) and len(triple) == 3, "`vector_quantize` returns (z_q, idx, loss)")
    z_q, idx, loss = triple
    shape(z_q, z_e.shape, what="z_q")
    shape(idx, (len(z_e),), what="idx")
    shape(loss, (), what="the loss", hint="Return one number: the mean over all B * D entries.")
    return z_q, idx, loss


def loss_slips(z_e, codebook, beta):
    """Likely wrong losses, by cause."""
    both, size = ref.quantization_loss(z_e, codebook, beta), z_e.size
    return {
        "This is a sum; take the mean over all B * D entries.": both * size,
        "This is summed over the dimensions; take the mean over all B * D entries.": both * z_e.shape[1],
        "One of the two terms is missing: beta weighs the second, the first counts in full.": both / (1 + beta),
        "The first term is missing: it counts in full, beta weighs the second.": both * beta / (1 + beta),
        "beta weighs one term only.": both * 2 * beta / (1 + beta),
        "Both terms have the same value; the weights are 1 and beta.": both * 2 / (1 + beta),
    }


@check("6.1 quantization, worked values", points=4)
def worked(nb, rng):
    z_e = np.array([[0.5, 0.0], [2.0, 0.5], [0.0, -0.5]])
    codebook = np.array([[0.0, 0.0], [5.0, 5.0], [2.0, 0.0], [9.0, 0.0]])
    z_q, idx, loss = answer(nb, z_e, codebook)
    equal(idx, np.array([0, 2, 0]), what="the array idx", hint="The nearest row of the codebook, by distance.")
    close(z_q, codebook[[0, 2, 0]], what="z_q")
    # Every squared distance is 1/4, in one of two dimensions: a mean of 1/8, times 1 + 0.25.
    close(
        loss,
        0.15625,
        what="the loss with beta = 0.25",
        mistakes=loss_slips(z_e, codebook, 0.25),
        hints={"sqrt": "The distance is squared, without a root."},
    )


@check("6.2 nearest codes", points=3, visibility=HIDDEN)
def nearest(nb, rng):
    z_e, codebook = codes(rng)
    z_q, idx, _ = answer(nb, z_e, codebook)
    wanted = ref.nearest_codes(z_e, codebook)
    cause = None
    if np.array_equal(idx, (z_e @ codebook.T).argmax(axis=1)):
        cause = "These have the largest inner product; the nearest have the smallest distance."
    elif np.array_equal(idx, np.linalg.norm(z_e[:, None] - codebook[None], axis=2).argmax(axis=1)):
        cause = "These are the farthest codes; use argmin."
    true(np.asarray(idx).dtype.kind in "iu", "idx holds whole numbers, of an integer dtype")
    equal(np.asarray(idx).astype(np.int64), wanted, what="the array idx", hint=cause)
    close(z_q, codebook[wanted], what="z_q", hints={"*": "The value of z_q is the nearest code itself."})


@check("6.3 value of the loss", points=2, visibility=HIDDEN)
def loss_value(nb, rng):
    for beta in (0.25, float(rng.uniform(0.5, 0.9))):
        z_e, codebook = codes(rng)
        _, _, loss = answer(nb, z_e, codebook, beta)
        close(
            loss,
            ref.quantization_loss(z_e, codebook, beta),
            what=f"the loss with beta = {beta:.3g}",
            mistakes=loss_slips(z_e, codebook, beta),
        )


@check("6.4 straight-through gradient", points=3, visibility=HIDDEN)
def straight_through(nb, rng):
    (z_e, codebook), weight = codes(rng), rng.normal(size=(10, 3))
    z_q, _, _ = answer(nb, z_e, codebook)
    # The gradient asked for is that of z_e itself, which is no answer.
    true(not np.allclose(z_q, z_e), "z_q has the value of a code, not that of z_e")
    inputs = {"z_e": z_e, "codebook": codebook, "weight": weight}
    output = "(weight * vector_quantize(z_e, codebook)[0]).sum()"
    by_z, by_code = gradients(nb, output, ("z_e", "codebook"), inputs)
    close(
        by_z,
        weight,
        what="the gradient of sum(w * z_q) with respect to z_e, which is w",
        mistakes={"No gradient reaches z_e: return z_e + (e - z_e).detach().": np.zeros_like(weight)},
    )
    close(
        by_code,
        np.zeros_like(codebook),
        what="the gradient of sum(w * z_q) with respect to the codebook (none)",
        hints={"*": "The codebook learns from the loss alone: detach e - z_e in z_q."},
    )


@check("6.5 gradients of the loss", points=3, visibility=HIDDEN)
def of_loss(nb, rng):
    (z_e, codebook), beta = codes(rng), float(rng.uniform(0.2, 0.7))
    inputs = {"z_e": z_e, "codebook": codebook, "beta": beta}
    by_z, by_code = gradients(nb, "vector_quantize(z_e, codebook, beta)[2]", ("z_e", "codebook"), inputs)
    idx = ref.nearest_codes(z_e, codebook)
    pull = 2 * (z_e - codebook[idx]) / z_e.size
    to_codes = np.zeros_like(codebook)
    np.add.at(to_codes, idx, -pull)
    swapped = "beta is at the wrong term: it weighs the one that moves z_e (the code detached)."
    no_stop = "Each term stops the gradient on one side: detach z_e in the first, the code in the second."
    sum_not_mean = "This is the gradient of a sum; take the mean over all B * D entries."
    close(
        by_z,
        beta * pull,
        what="the gradient of the loss with respect to z_e",
        mistakes={swapped: pull, no_stop: (1 + beta) * pull, sum_not_mean: beta * pull * z_e.size},
    )
    close(
        by_code,
        to_codes,
        what="the gradient of the loss with respect to the codebook",
        mistakes={swapped: beta * to_codes, no_stop: (1 + beta) * to_codes, sum_not_mean: to_codes * z_e.size},
    )
