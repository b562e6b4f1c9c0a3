"""Runs on the student's side, in the fork of one check: question 1, right, in the place of the student's own."""

from torch.nn.functional import softplus


def d_loss_ns(logits_real, logits_fake):
    return softplus(-logits_real).mean() + softplus(logits_fake).mean()


def g_loss_ns(logits_fake):
    return softplus(-logits_fake).mean()
