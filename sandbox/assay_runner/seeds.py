"""The random number generators of `random`, numpy and torch, seeded once each."""

import random
import sys


class Seeds:
    """Seeds what is imported; a library that a cell imports later is seeded before the next cell."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seeded: set[str] = set()

    def apply(self) -> None:
        """Seed what has not been seeded yet."""
        for name, seed in (("random", self._random), ("numpy", self._numpy), ("torch", self._torch)):
            if name in sys.modules and name not in self._seeded:
                self._seeded.add(name)
                seed()

    def reset(self) -> None:
        """Seed everything again, from the start."""
        self._seeded.clear()
        self.apply()

    def _random(self) -> None:
        random.seed(self._seed)

    def _numpy(self) -> None:
        if hasattr(sys.modules["numpy"], "random"):
            sys.modules["numpy"].random.seed(self._seed % 2**32)

    def _torch(self) -> None:
        if hasattr(sys.modules["torch"], "manual_seed"):
            sys.modules["torch"].manual_seed(self._seed % 2**63)
