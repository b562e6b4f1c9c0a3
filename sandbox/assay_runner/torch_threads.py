"""torch's threads: as many as the container has processors in the notebook, one in a check's child.

A pool of threads does not survive a fork, and a child that asks for the lost ones waits for ever. So a notebook that
asks for more threads than it has processors gets none more, and is told once.
"""

import sys
from collections.abc import Callable
from functools import wraps
from types import ModuleType

_NOTE = "torch.set_num_threads() was held to the {} that grading gives a notebook. That costs nothing."


class TorchThreads:
    """Holds the limit. `hook` is called with torch once it is imported; `say` tells the student."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._limit = 1
        self._set: Callable[[int], None] | None = None

    def hook(self, torch: ModuleType) -> None:
        """Put a stand-in for `torch.set_num_threads` into its place."""
        real = torch.set_num_threads

        @wraps(real)
        def set_num_threads(count: int) -> None:
            if isinstance(count, int) and count > self._limit:
                self._say(_NOTE.format("one thread" if self._limit == 1 else f"{self._limit} threads"))
                count = self._limit
            real(count)

        self._set = real
        torch.set_num_threads = set_num_threads
        real(self._limit)

    def limit(self, count: int) -> None:
        """From now on at most `count`, and so many at once: torch reads the environment only at its import."""
        self._limit = count
        if self._set is not None and "torch" in sys.modules:
            self._set(count)
