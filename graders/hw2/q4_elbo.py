"""Question 4: the evidence lower bound (16 points), on a model whose evidence is known: nothing has to be trained."""

import numpy as np

import reference as ref
from assay import Failed, check, close, finite, gradients, shape, true
from common import HIDDEN, once
from oracles import LinearGaussian

PARTS = ("elbo", "rec", "kl")
# Draws of each example; five standard errors of the bound's mean are then .1 to .3 nats, and the usual slips are
# 1 nat and more away (decoding the mean instead of a sample: 0.8 to 1.4 with three latent dimensions).
DRAWS = 1500


def square_error(x, z):
    """A log-likelihood without its constant, simple enough for a sheet of paper."""
    return -0.5 * np.sum((np.asarray(x) - np.asarray(z)) ** 2, axis=1)


def answer(nb, batch, *args):
    """The student's three parts, each [B], by name."""
    parts = nb.call("elbo", *args)
    true(isinstance(parts, dict), "`elbo` returns a dict with the keys 'elbo', 'rec' and 'kl'")
    return {name: finite(shape(parts[name], (batch,), what=f"the array under {name!r}")) for name in PARTS}


def compare(got, rec, kl, mean_rec):
    """Raise Failed unless the three parts are those of `rec` and `kl`; `mean_rec` is what decoding mu would give."""
    close(
        got["rec"],
        rec,
        what="the reconstruction term under 'rec'",
        mistakes={"This decodes mu; decode the sample z = mu + exp(logvar / 2) * eps.": mean_rec},
        hints={"sign": "'rec' is the log-likelihood, not its negative.", "*": "Use the eps that is given."},
    )
    close(got["kl"], kl, what="the divergence under 'kl'", hints={"sign": "A divergence is never negative."})
    close(
        got["elbo"],
        rec - kl,
        what="the bound under 'elbo'",
        mistakes={
            "The divergence is subtracted: elbo = rec - kl.": rec + kl,
            "This is the loss, the negative of the bound.": kl - rec,
            "The divergence is missing: elbo = rec - kl.": rec,
        },
    )


@check("4.1 bound, worked values", points=4)
@once
def worked(nb, rng):
    x, eps = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 0.0]]), np.array([[1.0, -1.0], [2.0, 0.0], [1.0, 0.0]])
    # q(z | x) = N(x, I), so that z - x = eps.
    got = answer(nb, 3, x, lambda x: (x, np.zeros_like(x)), square_error, eps)
    compare(got, np.array([-1.0, -2.0, -0.5]), np.array([2.5, 0.5, 2.0]), np.zeros(3))


@check("4.2 the bound is tight at the exact posterior", points=5, visibility=HIDDEN, attempts=2)
@once
def tight(nb, rng):
    model = LinearGaussian.draw(rng)
    expect_gap(nb, model, model.sample(rng, 4), model.posterior, "the exact posterior")


def expect_gap(nb, model, x, encoder, name):
    """Raise Failed unless the mean of the bound is log p(x) minus the divergence of q from the posterior."""
    many = np.repeat(x, DRAWS, axis=0)
    got = answer(nb, len(many), many, lambda x: encoder(np.asarray(x, np.float64)), model.log_lik)
    means = got["elbo"].astype(np.float64).reshape(len(x), DRAWS).mean(axis=1)
    mu, logvar = encoder(x)
    wanted = model.log_evidence(x) - ref.gaussian_kl_pair(mu, logvar, *model.posterior(x))
    allowed = 5 * model.rec_std(x, mu, logvar) / np.sqrt(DRAWS)
    off = np.flatnonzero(~(np.abs(means - wanted) <= allowed))
    if off.size:
        first = off[0]
        raise Failed(
            f"With {name} as encoder, the mean of the bound over {DRAWS} draws of eps is too "
            f"{'small' if means[first] < wanted[first] else 'large'}.",
            expected=f"{wanted[first]:.3f} ± {allowed[first]:.3f}",
            got=f"{means[first]:.3f}",
            hint="The mean of elbo = rec - kl is log p(x) minus KL(q || posterior): decode samples, subtract kl.",
        )


@check("4.3 bound of any encoder", points=3, visibility=HIDDEN, attempts=2)
@once
def any_encoder(nb, rng):
    model = LinearGaussian.draw(rng)
    a, c = 0.4 * rng.normal(size=(2, 5, 3))

    def encoder(x):
        x = np.asarray(x, np.float64)
        return x @ a, np.tanh(x @ c)

    x, eps = model.sample(rng, 7), rng.normal(size=(7, 3))
    mu, logvar = encoder(x)
    rec = model.log_lik(x, ref.reparameterize(mu, logvar, eps))
    compare(answer(nb, 7, x, encoder, model.log_lik, eps), rec, ref.gaussian_kl(mu, logvar), model.log_lik(x, mu))
    expect_gap(nb, model, x[:2], lambda x: (np.zeros((len(x), 3)), np.zeros((len(x), 3))), "the prior")


@check("4.4 gradients of the bound", points=4, visibility=HIDDEN)
@once
def bound_gradients(nb, rng):
    x, mu, logvar, eps = rng.normal(size=(4, 6, 3))
    # The encoder and the likelihood of 4.1, on the student's side: a call-back lets no gradient through.
    output = "elbo(x, lambda x: (mu, logvar), lambda x, z: -0.5 * ((x - z) ** 2).sum(1), eps)['elbo'].sum()"
    inputs = {"x": x, "mu": mu, "logvar": logvar, "eps": eps}
    by_mu, by_logvar = gradients(nb, output, ("mu", "logvar"), inputs)
    std = np.exp(logvar / 2)
    error = x - mu - std * eps
    mistakes = {
        "Only the divergence has a gradient here: that of rec passes through z, so do not detach z.": -mu,
        "No gradient arrives: stay with torch operations, without .detach() and torch.no_grad().": np.zeros_like(mu),
    }
    close(by_mu, error - mu, what="the gradient of the bound with respect to mu", mistakes=mistakes)
    close(
        by_logvar,
        0.5 * (error * std * eps - (std**2 - 1)),
        what="the gradient of the bound with respect to logvar",
        hints={"*": "Both terms depend on logvar: rec through z, kl directly."},
    )
