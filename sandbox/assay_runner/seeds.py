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

    def reset_in_child(self) -> None:
        """The same in the child of a fork, which can use no device but the processor."""
        self._seeded.clear()
        generator = getattr(sys.modules.get("torch"), "default_generator", None)
        if generator is not None:
            # `torch.manual_seed` also looks for devices, and what it touches for that is copied in every child.
            self._seeded.add("torch")
            generator.manual_seed(self._seed % 2**63)
        self.apply()

    def _random(self) -> None:
        random.seed(self._seed)

    def _numpy(self) -> None:
        if hasattr(sys.modules["numpy"], "random"):
            sys.modules["numpy"].random.seed(self._seed % 2**32)

    def _torch(self) -> None:
        if hasattr(sys.modules["torch"], "manual_seed"):
            sys.modules["torch"].manual_seed(self._seed % 2**63)
