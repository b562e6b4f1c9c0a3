"""Trying checks on an author's own machine: the real runner and the real checks, without containers.

No boundary at all: a notebook that is tried like this can do whatever its author's account can.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from assay_wire import Encoder, EndOfStream, read_frame, write_frame

from .catalogue import Check
from .judge import Verdict, judge
from .transport import ANSWER_BYTES, Frame, Header, StreamLost

_SANDBOX = Path(__file__).resolve().parents[1]
# The folder is put on the path by hand because -I, as in the container, ignores PYTHONPATH.
_START = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('assay_runner', run_name='__main__')"


@dataclass
class TriedCell:
    """A code cell, and what came of it."""

    source: str
    tags: Sequence[str] = ()
    heading: str = ""
    text: str = ""
    images: list[bytes] = field(default_factory=list)
    status: str = "notRun"
    error: str | None = None


def read_cells(path: Path) -> list[TriedCell]:
    """The code cells of a notebook; a `.py` file is one cell."""
    if path.suffix != ".ipynb":
        return [TriedCell(path.read_text("utf-8"))]
    cells, heading = [], ""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = "\n".join(line for line in source.splitlines() if line.startswith("#")) or heading
        elif cell["cell_type"] == "code":
            cells.append(TriedCell(source, cell.get("metadata", {}).get("tags", ()), heading))
    return cells


class Trial:
    """A notebook in a runner of its own: a context manager. Also a `Transport` while a check runs."""

    answer_bytes = ANSWER_BYTES

    def __init__(
        self,
        preload: Sequence[str],
        arrays: Literal["torch", "numpy"],
        seed: int,
        threads: int = 1,
        gpu_fraction: float | None = None,
    ) -> None:
        self.cells: list[TriedCell] = []
        self._arrays = arrays
        self._lost = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-u", "-c", _START, str(_SANDBOX)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        gpu = {} if gpu_fraction is None else {"gpu": {"memoryFraction": gpu_fraction}}
        self._send({"op": "setup", "preload": list(preload), "seed": seed, "threads": threads, "arrays": arrays, **gpu})
        self._receive("ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, cell: TriedCell) -> None:
        """Run one more cell and keep what it printed and showed."""
        self.cells.append(cell)
        self._send({"op": "cell", "index": len(self.cells) - 1}, [cell.source.encode()])
        while True:
            header, blobs = self._read()
            match header:
                case {"op": "output", "kind": "stream"}:
                    cell.text += blobs[0].decode()
                case {"op": "output", "kind": "error", "ename": name, "evalue": text}:
                    cell.error = f"{name}: {text}"
                case {"op": "output", "kind": "display" | "result" | "update", "data": data}:
                    _keep_display(cell, data, blobs)
                case {"op": "cell-done", "status": status}:
                    cell.status = status
                    return

    def check(self, check: Check, seed: str) -> Verdict:
        """Run one check in a group of its own; `seed` is 64 hex digits."""
        with self.group():
            return judge(check, self, seed)

    @contextmanager
    def group(self) -> Iterator[None]:
        """A fork of the runner, in which `exchange` works."""
        self._lost = False
        self._send({"op": "group", "arrays": self._arrays})
        self._receive("group-ready")
        try:
            yield
        finally:
            if not self._lost:
                self._send({"op": "group-end"})
                self._receive("group-ended")

    def exchange(self, header: Header, blobs: list[bytes]) -> Frame:
        """As `assay.transport.Transport` says; the worker's part of the protocol, without its deadlines."""
        if header.get("do") == "cell":
            return self._cell(header)
        if self._lost:
            return _error(header, "gone")
        self._send(header, blobs)
        answer, answer_blobs = self._read()
        if answer["op"] == "group-ended":
            self._lost = True
            return _error(header, "crashed")
        return answer, answer_blobs

    def _cell(self, header: Header) -> Frame:
        by, name = header["by"], header["name"]
        found = [
            cell
            for index, cell in enumerate(self.cells)
            if (by == "tag" and name in cell.tags)
            or (by == "heading" and name.lower() in cell.heading.lower())
            or (by == "index" and name == index)
        ]
        if not found:
            return _error(header, "missing")
        shown = {name: getattr(found[0], name) for name in ("source", "text", "images", "status", "error")}
        encoder = Encoder()
        return {"op": "reply", "id": header["id"], "value": encoder.encode(shown)}, encoder.blobs

    def _receive(self, op: str) -> None:
        while self._read()[0]["op"] != op:
            pass

    def _read(self) -> Frame:
        try:
            return read_frame(self._process.stdout.fileno())  # type: ignore[union-attr]
        except EndOfStream:
            raise StreamLost("the notebook's process ended") from None

    def _send(self, header: Header, blobs: list[bytes] | None = None) -> None:
        try:
            write_frame(self._process.stdin.fileno(), header, blobs or [])  # type: ignore[union-attr]
        except BrokenPipeError:
            raise StreamLost("the notebook's process ended") from None


def _keep_display(cell: TriedCell, data: list[Any], blobs: list[bytes]) -> None:
    for mime, index in data:
        if mime == "image/png":
            cell.images.append(blobs[index])
        elif mime == "text/plain":
            cell.text += blobs[index].decode() + "\n"


def _error(header: Header, kind: str) -> Frame:
    return {"op": "reply", "id": header["id"], "error": {"kind": kind, "text": ""}}, []
