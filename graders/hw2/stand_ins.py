"""Runs on the student's side, in the fork of one check: questions 1 to 3, right, in the place of the student's own.

Written with torch.distributions, which students may use as well: it gives nothing away that the documentation does not.
"""

import torch
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import logsigmoid


def gaussian_kl(mu, logvar):
    prior = Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return kl_divergence(Normal(mu, (logvar / 2).exp()), prior).flatten(1).sum(1)


def gaussian_kl_pair(mu_q, logvar_q, mu_p, logvar_p):
    return kl_divergence(Normal(mu_q, (logvar_q / 2).exp()), Normal(mu_p, (logvar_p / 2).exp())).flatten(1).sum(1)


def reparameterize(mu, logvar, eps=None):
    return mu + (logvar / 2).exp() * (torch.randn_like(mu) if eps is None else eps)


def bernoulli_log_likelihood(logits, x):
    return (x * logsigmoid(logits) + (1 - x) * logsigmoid(-logits)).flatten(1).sum(1)


def gaussian_log_likelihood(x, mu, logvar):
    return Normal(mu, (logvar / 2).exp()).log_prob(x).flatten(1).sum(1)
