"""The notebook's standard streams: descriptors 0, 1, 2 and the objects in `sys`."""

import io
import os
import sys
from typing import Any

from .lines import WorkerSide


class StandardStreams:
    """Descriptors 1 and 2 lead to the relay, 0 is /dev/null. Repaired before every cell."""

    def __init__(self, side: WorkerSide) -> None:
        null = os.open(os.devnull, os.O_RDWR)
        # High as the others, or the repair would read from a descriptor that the notebook has closed.
        self._null = os.dup2(null, max(side.stdout, side.stderr) + 100, inheritable=False)
        os.close(null)
        self._stdout_fd, self._stderr_fd = side.stdout, side.stderr
        self.repair()
        sys.stdin = sys.__stdin__ = open(self._null, encoding="utf-8", closefd=False)
        self._renew()

    def repair(self) -> None:
        """Undo what a cell did to the descriptors, and closed streams; a stream that it replaced is its own affair."""
        os.dup2(self._null, 0)
        os.dup2(self._stdout_fd, 1)
        os.dup2(self._stderr_fd, 2)
        if _is_gone("stdout") or _is_gone("stderr"):
            self._renew()

    def mute(self) -> None:
        """Send all output nowhere: what code prints while it answers calls is no answer."""
        for fd in (1, 2, self._stdout_fd, self._stderr_fd):
            os.dup2(self._null, fd)
        self._renew()

    def is_own(self, stream: object) -> bool:
        """Whether `stream` is the notebook's own stdout or stderr, not a capture."""
        return stream is self._stdout or stream is self._stderr

    def _renew(self) -> None:
        self._stdout = sys.stdout = sys.__stdout__ = _text(self._stdout_fd)
        self._stderr = sys.stderr = sys.__stderr__ = _text(self._stderr_fd)


def _is_gone(name: str) -> bool:
    """A stream of the notebook's own need not be able to say that it is open."""
    stream = getattr(sys, name, None)
    return stream is None or getattr(stream, "closed", False) is True


def _text(fd: int) -> io.TextIOWrapper:
    # Unbuffered: what is printed before a crash has been printed. Never closes the descriptor.
    raw: Any = io.FileIO(fd, "w", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
