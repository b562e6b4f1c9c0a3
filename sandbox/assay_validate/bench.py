"""A notebook whose checks see it with a patch, in a time limit."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal

import psutil
from assay.catalogue import Check
from assay.judge import judge
from assay.transport import Frame, Header, StreamLost
from assay.trial import Trial, TriedCell

from .processors import used_seconds

_WORD = re.compile(r"[^\W\d]\w*")
# In the notebook's own namespace, as a further cell would run; a snippet of a check runs in a copy.
_PATCH = "exec(compile(_patch, '<patch>', 'exec'), __import__('__main__').__dict__)"


class Bench(Trial):
    """A trial that notes which names a check asks for and ends a check that takes too long."""

    def __init__(self, preload: Sequence[str], arrays: Literal["torch", "numpy"], seed: int, threads: int) -> None:
        super().__init__(preload, arrays, seed, threads)
        self.lives = True
        self._asked: set[str] = set()

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
            with self._at_most(seconds), self.group():
                stopped = self._patched(patch)
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

    def _patched(self, patch: str | None) -> dict[str, Any] | None:
        """Run the patch; a verdict only where it stops."""
        if patch is None:
            return None
        answer, _ = super().exchange(
            {"op": "call", "id": "patch", "do": "run", "source": _PATCH, "inputs": {"_patch": patch}, "returns": []}, []
        )
        if "error" not in answer:
            return None
        error = answer["error"]
        return {"status": "stopped", "message": f"{error.get('name') or error['kind']}: {error['text']}"}

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """End the notebook's process where what runs in here takes longer."""
        timer = threading.Timer(seconds, self._stop)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self.lives = False
        # A group is no child that ends with its parent: it has a session of its own.
        with suppress(psutil.NoSuchProcess):
            notebook = psutil.Process(self._process.pid)
            for process in [*notebook.children(recursive=True), notebook]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
