"""Models of sequences that are known exactly, so that nothing has to be trained to judge losses and samplers."""

from dataclasses import dataclass

import numpy as np

from reference import Array, Tokens


@dataclass(frozen=True)
class Chain:
    """A Markov chain that is far from reversible: read backwards, or not shifted, its likelihood is another one."""

    transitions: Array

    @classmethod
    def draw(cls, rng: np.random.Generator, states: int = 5) -> "Chain":
        """Three quarters of the mass go round in a circle, the rest anywhere."""
        around = np.roll(np.eye(states), 1, axis=1)
        return cls(0.75 * around + 0.25 * rng.dirichlet(np.full(states, 4.0), size=states))

    def model(self, idx: Tokens) -> Array:
        """Logits [B, T, V]. Each is off by a constant, as those of networks are: a softmax belongs before the log."""
        tokens = np.asarray(idx).astype(np.int64)
        return np.log(self.transitions[tokens]) + 0.5 + 0.25 * np.sin(tokens)[..., None]

    def draw_sequences(self, rng: np.random.Generator, batch: int, steps: int) -> Tokens:
        """[B, T], begun in the stationary distribution."""
        idx = np.empty((batch, steps), np.int64)
        idx[:, 0] = rng.choice(len(self.transitions), size=batch, p=self.stationary())
        for t in range(1, steps):
            edges = self.transitions[idx[:, t - 1]].cumsum(axis=1)
            idx[:, t] = (rng.random(batch)[:, None] > edges[:, :-1]).sum(axis=1)
        return idx

    def stationary(self) -> Array:
        return np.linalg.matrix_power(self.transitions, 200)[0]

    def entropy_rate(self) -> float:
        """-sum_i pi_i sum_j P_ij ln P_ij, the least loss that any model can have."""
        return float(-(self.stationary()[:, None] * self.transitions * np.log(self.transitions)).sum())


@dataclass(frozen=True)
class Remembering:
    """A model whose logits at t depend on all tokens up to t: who shows it only the last one gets other answers."""

    weights: Array

    @classmethod
    def draw(cls, rng: np.random.Generator, states: int) -> "Remembering":
        return cls(rng.normal(size=(3, states, states)))

    def model(self, idx: Tokens) -> Array:
        now, since, first = self.weights
        tokens = np.asarray(idx).astype(np.int64)
        counts = np.cumsum(np.eye(len(now))[tokens], axis=1)
        return now[tokens] + 1.5 * np.sin(counts @ since) + first[tokens[:, :1]]
