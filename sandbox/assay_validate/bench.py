"""A notebook whose checks see it with a patch, in a time limit."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Literal

import psutil
from assay.catalogue import Check
from assay.judge import judge
from assay.transport import Frame, Header, StreamLost
from assay.trial import Trial, TriedCell

from .processors import used_seconds

_WORD = re.compile(r"[^\W\d]\w*")
_STATE = "assay_validate.notebook_state"
_MAIN = "__import__('sys').modules['__main__'].__dict__"
# In the notebook's own namespace, as a further cell would run; a snippet of a check runs in a copy.
_BEGIN = f"""
__import__('sys').modules['{_STATE}'].renew({_MAIN})
if _patch:
    exec(compile(_patch, '<patch>', 'exec'), {_MAIN})
"""
_GONE = ("gone", "crashed")
_ANOTHER = {"kind": "gone", "text": ""}
_PATIENCE = 3
_LOOK_SECONDS = 1.0
# What libraries keep for themselves grows with what they are asked.
_MOST_CHECKS = 64


class Bench(Trial):
    """A trial that notes which names a check asks for and ends a check that takes too long.

    A check that grades a student asks a process that was forked from the notebook's for it alone. Here the next check
    asks the same process where the notebook in it is as its cells left it (notebook_state.py), and another one where it
    is not, so that it finds the same notebook as if it had been the first.
    """

    def __init__(self, preload: Sequence[str], arrays: Literal["torch", "numpy"], seed: int, threads: int) -> None:
        super().__init__([*preload, _STATE], arrays, seed, threads)
        self.lives = True
        self.forks = 0
        self._asked: set[str] = set()
        self._fork = ExitStack()
        self._checks_left = 0

    def cell(self, source: str, seconds: float) -> dict[str, str | float | None]:
        """Run a cell of the notebook; how it ended. After one that took too long, or ended the process, none is run."""
        cell = TriedCell(source)
        begun = used_seconds()
        if self.lives:
            try:
                with self._at_most(seconds):
                    self.run(cell)
            except StreamLost:
                cell.status = "crashed" if self.lives else "timedOut"
                self._stop()
        return {"status": cell.status, "error": cell.error, "cpuSeconds": used_seconds() - begun}

    def attempt(self, check: Check, seed: str, patch: str | None, seconds: float) -> tuple[dict[str, Any], set[str]]:
        """The verdict's fields, and the names of the notebook that were asked for."""
        self._asked = set()
        try:
            with self._at_most(seconds):
                stopped = self._begin(patch or "")
                fields = stopped or judge(check, self, seed).fields()
        except StreamLost:
            fields = {}
        if not self.lives:
            return {"status": "timedOut", "message": f"It took longer than {seconds:g} s."}, self._asked
        if not fields:
            self._stop()
            return {"status": "failed", "message": "The notebook’s process ended."}, self._asked
        return fields, self._asked

    def exchange(self, header: Header, blobs: list[bytes]) -> Frame:
        """As the trial's own, with the name noted."""
        match header:
            case {"do": "call" | "new", "target": str(target)}:
                self._asked.add(target.partition(".")[0])
            case {"do": "get", "name": str(name)}:
                self._asked.add(name)
            case {"do": "run", "source": str(source)}:
                self._asked |= set(_WORD.findall(source))
        return super().exchange(header, blobs)

    def close(self) -> None:
        """End the notebook's process and all that it started."""
        self._stop()
        self.__exit__(None, None, None)

    def _begin(self, patch: str) -> dict[str, Any] | None:
        """A process in which the notebook is as its cells left it, with the patch; a verdict only where that stops."""
        error = self._run(patch) if self._checks_left > 0 else _ANOTHER
        if error is not None and (error["kind"] in _GONE or error.get("name") == "Changed"):
            self._fork.close()
            self._fork.enter_context(self.group())
            self.forks += 1
            self._checks_left = _MOST_CHECKS
            error = self._run(patch)
        self._checks_left -= 1
        if error is None:
            return None
        return {"status": "stopped", "message": f"{error.get('name') or error['kind']}: {error['text']}"}

    def _run(self, patch: str) -> dict[str, str] | None:
        """Put the notebook back and run the patch; the error that this stops with, a lost process included."""
        inputs = {"_patch": patch}
        header = {"op": "call", "id": "bench", "do": "run", "source": _BEGIN, "inputs": inputs, "returns": []}
        answer, _ = super().exchange(header, [])
        error: dict[str, str] | None = answer.get("error")
        return error

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """End the notebook's process where what runs in here takes longer of the processor, or far longer by the clock.

        A machine that others use is nobody's fault.
        """
        begun, used = time.monotonic(), used_seconds()
        has_ended = threading.Event()

        def watch() -> None:
            waits = seconds
            while not has_ended.wait(waits):
                waits = _LOOK_SECONDS
                if used_seconds() - used >= seconds or time.monotonic() - begun >= _PATIENCE * seconds:
                    self._stop()
                    return

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            has_ended.set()

    def _stop(self) -> None:
        self.lives = False
        self._lost = True
        # A group is no child that ends with its parent: it has a session of its own.
        with suppress(psutil.NoSuchProcess):
            notebook = psutil.Process(self._process.pid)
            for process in [*notebook.children(recursive=True), notebook]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
