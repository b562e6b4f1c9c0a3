"""The file descriptors between the host, the relay and the worker.

All of them live at high numbers and close on exec: a notebook that closes 0 to 9, or starts a program, reaches none.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assay_wire import widen

_LOWEST_FD = 500


@dataclass(frozen=True)
class RelaySide:
    """The relay reads the notebook's output and the worker's frames, and alone writes to the host."""

    host: int
    frames: int
    acks: int
    stdout: int
    stderr: int


@dataclass(frozen=True)
class WorkerSide:
    """The worker reads the host's requests itself; what it says goes through the relay."""

    requests: int
    frames: int
    acks: int
    stdout: int
    stderr: int
    log: int


@dataclass(frozen=True)
class _Pipe:
    read: int
    write: int


@dataclass(frozen=True)
class Lines:
    requests: int
    host: int
    log: int
    frames: _Pipe
    acks: _Pipe
    stdout: _Pipe
    stderr: _Pipe

    def relay_side(self) -> RelaySide:
        """For the process that relays; closes the other side's ends."""
        for fd in (self.requests, self.frames.write, self.acks.read, self.stdout.write, self.stderr.write):
            os.close(fd)
        return RelaySide(self.host, self.frames.read, self.acks.write, self.stdout.read, self.stderr.read)

    def worker_side(self) -> WorkerSide:
        """For the process that runs the notebook; closes the other side's ends."""
        for fd in (self.host, self.frames.read, self.acks.write, self.stdout.read, self.stderr.read):
            os.close(fd)
        return WorkerSide(
            self.requests, self.frames.write, self.acks.read, self.stdout.write, self.stderr.write, self.log
        )


def open_lines() -> Lines:
    """Move the container's standard streams out of the way and open the pipes."""
    for fd in (0, 1):
        widen(fd)
    return Lines(
        requests=_raise(0),
        host=_raise(1),
        log=_raise(2),
        frames=high_pipe(),
        acks=high_pipe(),
        stdout=high_pipe(),
        stderr=high_pipe(),
    )


def high_pipe() -> _Pipe:
    """A pipe at high numbers, with room for the output of code that writes while it holds the interpreter."""
    pipe = _Pipe(*(_raise(fd, close=True) for fd in os.pipe()))
    widen(pipe.write)
    return pipe


@contextmanager
def high_descriptors() -> Iterator[None]:
    """What is opened within gets high numbers, where it cannot choose them itself."""
    low: list[int] = []
    try:
        while not low or low[-1] < _LOWEST_FD:
            low.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
        yield
    finally:
        for fd in low:
            os.close(fd)


def _raise(fd: int, *, close: bool = False) -> int:
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _LOWEST_FD)
    if close:
        os.close(fd)
    return high
