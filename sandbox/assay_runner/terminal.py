"""A terminal for `!commands`, as in a notebook: programs print as they go, errors in their place among the rest."""

import os
import select
import subprocess
import termios
from collections.abc import Callable

_ROWS_COLUMNS = (24, 80)
_READ_BYTES = 1 << 16
# A command may end while something that it left behind keeps the terminal open: looked at this often.
_LOOK_MS = 50

Process = subprocess.Popen[bytes]


def run_in_terminal(
    start: Callable[[int], Process], write: Callable[[bytes], None], finish: Callable[[Process, Callable[[], int]], int]
) -> int:
    """Start a program with the descriptor of a terminal, and write what it prints until it ends. Returns its status."""
    ours, theirs = os.openpty()
    try:
        try:
            _prepare(theirs)
            process = start(theirs)
        finally:
            os.close(theirs)
        return finish(process, lambda: _copy(process, ours, write))
    finally:
        os.close(ours)


def _prepare(fd: int) -> None:
    attributes = termios.tcgetattr(fd)
    # Lines end as in files, and nothing that is typed is shown: as Colab has it.
    attributes[1] &= ~termios.ONLCR
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(fd, termios.TCSANOW, attributes)
    termios.tcsetwinsize(fd, _ROWS_COLUMNS)


def _copy(process: Process, terminal: int, write: Callable[[bytes], None]) -> int:
    poll = select.poll()
    poll.register(terminal, select.POLLIN)
    has_ended = False
    while True:
        if poll.poll(0 if has_ended else _LOOK_MS):
            try:
                data = os.read(terminal, _READ_BYTES)
            except OSError:  # Nobody has it open any more
                break
            write(data)
        elif has_ended:
            break
        else:
            has_ended = process.poll() is not None
    return process.wait()
