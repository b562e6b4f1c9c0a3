"""Pipes with room for a large frame, so that its sender need not wait for every few pages to be taken."""

import fcntl
from contextlib import suppress

_PIPE_BYTES = 1 << 20


def widen(fd: int) -> None:
    """Give the pipe behind `fd` 1 MiB, where it is one and the user's share of pipe memory is not used up."""
    with suppress(OSError):
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
