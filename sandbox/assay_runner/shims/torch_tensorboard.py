"""`torch.utils.tensorboard` where there is no TensorBoard: what is written to it is dropped, and the student is told."""

import os

from IPython import get_ipython

__all__ = ["FileWriter", "SummaryWriter"]


class SummaryWriter:
    """Takes every `add_…` and keeps nothing."""

    def __init__(self, log_dir=None, comment="", *_args, **_kwargs):
        self.log_dir = str(log_dir) if log_dir else os.path.join("runs", f"notebook{comment}")
        shell = get_ipython()
        if shell is not None and hasattr(shell, "note"):
            shell.note("tensorboard", "What was written for TensorBoard is not kept: nobody can open it while grading.")

    def __getattr__(self, name):
        if name.startswith("add_"):
            return self._drop
        raise AttributeError(name)

    def _drop(self, *_args, **_kwargs) -> None:
        """Nobody reads it."""

    def get_logdir(self) -> str:
        """The folder that it would write to."""
        return self.log_dir

    def flush(self) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is kept."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


FileWriter = SummaryWriter
