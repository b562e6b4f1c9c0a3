"""CUDA: used where the container has a GPU, stood in for where it has none, as other makers' devices always are."""

import sys
from collections.abc import Callable
from contextlib import suppress

from .no_cuda import DEVICES, take_over


class Cuda:
    """Waits for the first cell that names CUDA. `say` tells the student."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._is_named = False
        self._is_done = False
        self._share: float | None = None

    def use_gpu(self, share: float) -> None:
        """The container has a GPU, and may use this share of its memory: a courtesy, which the notebook can undo.

        RuntimeError where torch has been imported and does not see one: that is no notebook's fault.
        """
        self._share = share
        torch = sys.modules.get("torch")
        if torch is not None and not torch.cuda.is_available():
            raise RuntimeError(f"torch {torch.__version__} sees no GPU, although the container was given one")

    def before(self, source: str) -> None:
        """To be called before each cell with its source."""
        self._is_named = self._is_named or any(name in source for name in DEVICES)
        if self._is_done or not self._is_named or not ("torch" in source or "torch" in sys.modules):
            return
        self._is_done = True
        # Where there is no torch, or where the notebook has put something in its place, it is as it would be anyway.
        with suppress(Exception):
            import torch

            if self._share is not None:
                torch.cuda.set_per_process_memory_fraction(self._share)
            elif not torch.cuda.is_available():
                take_over(torch, self._say)

    def ran_out(self, error: BaseException) -> bool:
        """Whether the cell ended for want of the GPU's memory."""
        kind = getattr(sys.modules.get("torch"), "OutOfMemoryError", None)
        return self._share is not None and isinstance(kind, type) and isinstance(error, kind)
