"""Question 5: the importance-weighted bound (10 points)."""

import numpy as np

import reference as ref
from assay import check, close, gradients
from common import HIDDEN
from oracles import LinearGaussian


def slips(log_w):
    """Likely wrong answers, by cause."""
    return {
        "This is the mean of the logarithms, which is the ELBO; the logarithm comes last.": log_w.mean(axis=0),
        "The mean is a sum divided by K: subtract log K.": np.logaddexp.reduce(log_w, axis=0),
        "Subtract log K, not K.": np.logaddexp.reduce(log_w, axis=0) - len(log_w),
        "log K is subtracted, not added.": np.logaddexp.reduce(log_w, axis=0) + np.log(len(log_w)),
        "This is the mean over axis 1; the K samples are along axis 0.": np.logaddexp.reduce(log_w, axis=1)
        - np.log(log_w.shape[1]),
        "This is the mean weight; its logarithm is asked for.": np.exp(ref.iwae_bound(log_w)),
        "This is the largest log-weight; take the logarithm of the mean weight.": log_w.max(axis=0),
    }


HINTS = {
    "sign": "The bound is not negated: it is log p(x) at best.",
    "shape": "log_w is [K, B], the result [B]: one number per example.",
    "nan": "The weights under- or overflow when they leave the logarithm: use torch.logsumexp.",
}


@check("5.1 bound of two samples, worked values", points=2)
def worked(nb, rng):
    log_w = np.log([[1.0, 2.0, 5.0], [3.0, 2.0, 1.0]])
    close(
        nb.call("iwae_bound", log_w),
        np.log([2.0, 2.0, 3.0]),
        what="the bound for the weights (1, 3), (2, 2) and (5, 1)",
        mistakes=slips(log_w),
        hints=HINTS,
    )


@check("5.2 bound of any weights", points=3, visibility=HIDDEN)
def any_weights(nb, rng):
    for k, b in ((6, 4), (1, 5), (3, 1)):
        log_w = 2 * rng.normal(size=(k, b))
        close(
            nb.call("iwae_bound", log_w),
            ref.iwae_bound(log_w),
            what=f"the bound for log_w of shape {log_w.shape}",
            mistakes=slips(log_w),
            hints=HINTS,
        )


@check("5.3 bound and evidence", points=3, visibility=HIDDEN)
def evidence(nb, rng):
    model = LinearGaussian.draw(rng)
    x = model.sample(rng, 4)
    mu, logvar = model.posterior(x)
    # At the exact posterior every weight is p(x) itself, whatever the sample was.
    z = ref.reparameterize(mu, logvar, rng.normal(size=(6, *mu.shape)))
    log_w = np.stack([model.log_lik(x, row) + log_prior(row) - log_q(row, mu, logvar) for row in z])
    close(
        nb.call("iwae_bound", log_w),
        model.log_evidence(x),
        what="the bound with samples of the exact posterior (log p(x) for any K)",
        mistakes=slips(log_w),
        hints=HINTS,
    )
    # With the prior as proposal the weights differ, and their mean is log p(x) only in the limit.
    z = rng.normal(size=(9, *mu.shape))
    log_w = np.stack([model.log_lik(x, row) for row in z])
    close(nb.call("iwae_bound", log_w), ref.iwae_bound(log_w), what="the bound with samples of the prior")


def log_prior(z):
    return ref.gaussian_log_likelihood(z, np.zeros_like(z), np.zeros_like(z))


def log_q(z, mu, logvar):
    return ref.gaussian_log_likelihood(z, mu, logvar)


@check("5.4 bound and gradient of tiny and huge weights", points=2, visibility=HIDDEN)
def offsets(nb, rng):
    for offset in (-1000.0, 1000.0):
        log_w = rng.normal(size=(6, 4)) + offset
        # In float32, numbers near 1000 are 6e-5 apart: absolute alone, and of the gradient likewise.
        close(
            nb.call("iwae_bound", log_w),
            ref.iwae_bound(log_w),
            atol=1e-3,
            rtol=0,
            what=f"the bound for log-weights near {offset:g}",
            hints=HINTS,
        )
        (gradient,) = gradients(nb, "iwae_bound(log_w).sum()", ["log_w"], {"log_w": log_w})
        close(
            gradient,
            ref.iwae_gradient(log_w),
            atol=1e-3,
            what="the gradient of the bound with respect to log_w",
            hints={"*": "Stay with torch operations on log_w: the gradient is the softmax of the log-weights."},
        )
