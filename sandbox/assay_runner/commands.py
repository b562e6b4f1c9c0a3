"""`!commands`: run by bash, without input, their output where the cell's output goes."""

import codecs
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList

from .installs import announce_command
from .streams import StandardStreams
from .terminal import run_in_terminal

_SHELL = "/bin/bash"
# What goes on after the cell needs streams that stay open; a terminal is closed with its command.
_BACKGROUND = re.compile(r"(?<![&<>|])&(?![&>\d])")


def run(shell: InteractiveShell, command: str, streams: StandardStreams) -> None:
    """Run `command`; sets `_exit_code` in the notebook's namespace (negative: the signal that ended it)."""
    announce_command(command, shell.note, print)
    if streams.is_own(sys.stdout):
        write = _write_all
        if _BACKGROUND.search(command):
            process = start([_SHELL, "-c", command])
            shell.user_ns["_exit_code"] = finish(process, process.wait)
            return
    else:
        # A capture (%%capture, redirect_stdout) sees only what is written to the object.
        decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def write(data: bytes) -> None:
            sys.stdout.write(decoder.decode(data))

    status = run_in_terminal(lambda fd: start([_SHELL, "-c", command], stdout=fd, stderr=fd), write, finish)
    shell.user_ns["_exit_code"] = status


def capture(shell: InteractiveShell, command: str, split: bool) -> SList | LSString:
    """What the command prints, errors as well, as IPython's list of lines or string."""
    announce_command(command, shell.note, lambda _: None)
    process = start([_SHELL, "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = ""

    def read() -> int:
        nonlocal text
        text = process.communicate()[0].decode("utf-8", "replace")
        return process.returncode

    shell.user_ns["_exit_code"] = finish(process, read)
    return SList(text.splitlines()) if split else LSString(text)


def start(
    words: list[str], *, stdin: int = subprocess.DEVNULL, stdout: int | None = None, stderr: int | None = None
) -> "subprocess.Popen[bytes]":
    """A program in a session of its own, so that an interrupt ends it with all that it started."""
    return subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True)


def finish(process: "subprocess.Popen[bytes]", wait: Callable[[], int]) -> int:
    """What `wait` returns; an interrupt ends the program first."""
    try:
        return wait()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    # Raised anew: the line of subprocess.py in which it came is of no use to the student.
    raise KeyboardInterrupt


def _write_all(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]
