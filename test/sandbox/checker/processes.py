"""The real checker process, and a small worker between it and whoever answers its calls."""

import os
import select
import subprocess
import sys
import unittest
from collections.abc import Callable
from pathlib import Path

from assay_wire import EndOfStream, read_frame, write_frame

HERE = Path(__file__).parent
SANDBOX = HERE.parents[2] / "sandbox"
SEED = "0b" * 32

Frame = tuple[dict, list[bytes]]
Answer = Callable[[dict, list[bytes]], Frame]


def start_python(module: str, *args: str) -> subprocess.Popen:
    """`python -I -u -m module`, with the checkout's sandbox folder in place of an installation."""
    start = f"import runpy, sys; sys.path.insert(0, {str(SANDBOX)!r}); runpy.run_module({module!r}, None, '__main__')"
    return subprocess.Popen(
        [sys.executable, "-I", "-u", "-c", start, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        bufsize=0,
    )


class CheckerProcess:
    """Speaks the worker's side of the protocol. Use as a context manager."""

    def __init__(self, folder: Path = HERE / "assignment") -> None:
        self.process = start_python("assay_checker", str(folder))

    def __enter__(self) -> "CheckerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def send(self, header: dict, blobs: list[bytes] = []) -> None:
        write_frame(self.process.stdin.fileno(), header, blobs)

    def verdict(self) -> dict:
        """The next frame on stderr; raises EndOfStream where the process ended."""
        return read_frame(self.process.stderr.fileno())[0]

    def open(self) -> None:
        self.send({"op": "open", "submission": "s1", "arrays": "numpy"})
        assert self.verdict() == {"op": "opened"}

    def check(self, name: str, answer: Answer, seed: str = SEED) -> dict:
        """Run a check; `answer(header, blobs)` gives the frame for each question. Raises EndOfStream."""
        self.send({"op": "check", "check": name, "seed": seed})
        questions, verdicts = self.process.stdout.fileno(), self.process.stderr.fileno()
        while True:
            ready, _, _ = select.select([questions, verdicts], [], [], 60)
            if questions in ready:
                try:
                    header, blobs = read_frame(questions)
                except EndOfStream:
                    return self.verdict()
                self.send(*answer(header, blobs))
            elif verdicts in ready:
                return self.verdict()
            else:
                raise TimeoutError(name)


def reply(header: dict, value: object = None, blobs: list[bytes] = []) -> Frame:
    return {"op": "reply", "id": header["id"], "value": value}, blobs


class Case(unittest.TestCase):
    maxDiff = None
