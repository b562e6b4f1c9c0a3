"""Runs on the student's side, in the fork of one check: a right coupling layer in the place of the student's own."""

import torch


class AffineCoupling(torch.nn.Module):
    def __init__(self, dim, mask, hidden=64):
        super().__init__()
        self.register_buffer("keeps", torch.as_tensor(mask).float())
        sizes = [dim, hidden, hidden, 2 * dim]
        layers = [torch.nn.Linear(before, after) for before, after in zip(sizes, sizes[1:])]
        self.nets = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.ReLU(), layers[2])

    def changes(self, x):
        log_scale, shift = self.nets(self.keeps * x).tensor_split(2, dim=-1)
        return (1 - self.keeps) * log_scale.tanh(), (1 - self.keeps) * shift

    def forward(self, x):
        log_scale, shift = self.changes(x)
        return torch.addcmul(shift, x, log_scale.exp()), log_scale.sum(-1)

    def inverse(self, z):
        log_scale, shift = self.changes(z)
        return (z - shift) / log_scale.exp()
