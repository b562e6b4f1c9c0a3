"""`!commands`: run by bash, without input, their output where the cell's output goes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList

from .installs import announce_command
from .streams import StandardStreams

_SHELL = "/bin/bash"


def run(shell: InteractiveShell, command: str, streams: StandardStreams) -> None:
    """Run `command`; sets `_exit_code` in the notebook's namespace (negative: the signal that ended it)."""
    announce_command(command, shell.note, print)
    if streams.is_own(sys.stdout):
        process = _start(command, stdout=None, stderr=None)
        shell.user_ns["_exit_code"] = _finish(process, process.wait)
        return
    # A capture (%%capture, redirect_stdout) sees only what is written to the object.
    process = _start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    shell.user_ns["_exit_code"] = _finish(process, lambda: _copy(process))


def capture(shell: InteractiveShell, command: str, split: bool) -> SList | LSString:
    """The command's standard output, as IPython's list of lines or string."""
    announce_command(command, shell.note, lambda _: None)
    process = _start(command, stdout=subprocess.PIPE, stderr=None)
    text = ""

    def read() -> int:
        nonlocal text
        text = process.communicate()[0].decode("utf-8", "replace")
        return process.returncode

    shell.user_ns["_exit_code"] = _finish(process, read)
    return SList(text.splitlines()) if split else LSString(text)


def _start(command: str, stdout: int | None, stderr: int | None) -> subprocess.Popen[bytes]:
    # A session of its own, so that an interrupt ends the command with all that it started.
    return subprocess.Popen(
        [_SHELL, "-c", command], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
    )


def _finish(process: subprocess.Popen[bytes], wait: Callable[[], int]) -> int:
    try:
        return wait()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    # Raised anew: the line of subprocess.py in which it came is of no use to the student.
    raise KeyboardInterrupt


def _copy(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line.decode("utf-8", "replace"))
    return process.wait()
