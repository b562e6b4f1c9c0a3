"""The real runner as a process, and the host's side of the conversation."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import assay_wire
from assay_wire import Decoder, Encoder, EndOfStream, read_frame, write_frame

# Not an assertion: a runner that hangs is killed, so that the test fails instead of hanging as well.
_GIVE_UP_S = 120.0


@dataclass
class CellRun:
    """What the host saw of one cell."""

    status: str = ""
    frames: list[tuple[dict[str, Any], list[bytes]]] = field(default_factory=list)

    def text(self, name: str = "stdout") -> str:
        return "".join(blobs[0].decode() for header, blobs in self.outputs("stream") if header["name"] == name)

    def outputs(self, kind: str) -> list[tuple[dict[str, Any], list[bytes]]]:
        return [frame for frame in self.frames if frame[0]["op"] == "output" and frame[0]["kind"] == kind]

    def data(self, kind: str) -> list[dict[str, bytes]]:
        return [{mime: blobs[index] for mime, index in header["data"]} for header, blobs in self.outputs(kind)]

    def error(self) -> tuple[str, str]:
        ((header, _),) = self.outputs("error")
        return header["ename"], header["evalue"]

    def notes(self) -> list[tuple[str, str]]:
        return [(header["kind"], header["text"]) for header, _ in self.frames if header["op"] == "note"]


class Runner:
    """A runner in a folder of its own."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp()
        environment = {
            **os.environ,
            "PYTHONPATH": os.path.dirname(os.path.dirname(assay_wire.__file__)),
            "TMPDIR": self.folder,
            "IPYTHONDIR": os.path.join(self.folder, ".ipython"),
        }
        # -I would hide the sources under test where they are not installed.
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-u", "-m", "assay_runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=self.folder,
            start_new_session=True,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self._watchdog = threading.Timer(_GIVE_UP_S, self._kill)
        self._watchdog.daemon = True
        self._watchdog.start()

    def hang_up(self) -> int:
        """Close the runner's input; its exit code."""
        self._stdin.close()
        return self.process.wait()

    def close(self) -> None:
        """End it, whatever its cell is doing."""
        self._kill()
        self.process.wait()
        self._stdin.close()
        self._stdout.close()
        self._watchdog.cancel()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def send(self, op: str, blobs: list[bytes] | None = None, **fields: Any) -> None:
        write_frame(self._stdin.fileno(), {"op": op, **fields}, blobs or [])

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        return read_frame(self._stdout.fileno())

    def setup(
        self, *preload: str, arrays: str = "numpy", seed: int = 7, gpu: dict[str, float] | None = None
    ) -> dict[str, Any]:
        more = {} if gpu is None else {"gpu": gpu}
        self.send("setup", preload=list(preload), seed=seed, threads=1, arrays=arrays, **more)
        return self.receive()[0]

    def start_cell(self, source: str, index: int = 0) -> None:
        self.send("cell", [source.encode()], index=index, number=index + 1)

    def finish_cell(self) -> CellRun:
        """Until the cell is done, or the runner (status `gone`)."""
        run = CellRun()
        while True:
            try:
                header, blobs = self.receive()
            except EndOfStream:
                run.status = "gone"
                return run
            if header["op"] == "cell-done":
                run.status = header["status"]
                return run
            run.frames.append((header, blobs))

    def wait_for_text(self, text: str) -> None:
        """Until the running cell has printed `text`; a line may come in two pieces."""
        seen = b""
        while len(seen) < len(text.encode()):
            header, blobs = self.receive()
            assert header.get("kind") == "stream", header
            seen += blobs[0]
        assert seen.startswith(text.encode()), seen[:100]

    def cell(self, source: str, index: int = 0) -> CellRun:
        self.start_cell(source, index)
        return self.finish_cell()

    def start_group(self, arrays: str = "numpy") -> None:
        self.send("group", arrays=arrays)
        header, _ = self.receive()
        assert header == {"op": "group-ready"}, header

    def end_group(self) -> dict[str, Any]:
        self.send("group-end")
        return self.receive()[0]

    def start_call(self, call_id: int, do: str, **fields: Any) -> None:
        """`args`, `kwargs` and `inputs` are values; a dict with a `t` goes as the form that it is."""
        encoder = Encoder(lambda form: form.form)
        if "args" in fields:
            fields["args"] = [encoder.encode(value) for value in fields["args"]]
        for name in ("kwargs", "inputs"):
            if name in fields:
                fields[name] = {key: encoder.encode(value) for key, value in fields[name].items()}
        self.send("call", encoder.blobs, id=call_id, do=do, **fields)

    def reply(self) -> dict[str, Any]:
        """The next frame, with its value decoded; forms that are no data stay forms."""
        header, blobs = self.receive()
        decoder = Decoder(blobs, special=lambda form: form)
        if "value" in header:
            header["value"] = decoder.decode(header["value"])
        if "args" in header:
            header["args"] = [decoder.decode(form) for form in header["args"]]
            header["kwargs"] = {name: decoder.decode(form) for name, form in header["kwargs"].items()}
        return header

    def call(self, do: str, *, call_id: int = 1, **fields: Any) -> dict[str, Any]:
        self.start_call(call_id, do, **fields)
        return self.reply()


@dataclass(frozen=True)
class Raw:
    """A form to send as it stands, for a handle, a call-back or a generator."""

    form: dict[str, Any]


class RunnerTest(unittest.TestCase):
    """One runner for each test, set up without preloaded modules."""

    preload: tuple[str, ...] = ()
    arrays = "numpy"
    gpu: dict[str, float] | None = None

    def setUp(self) -> None:
        self.runner = Runner()
        self.addCleanup(self.runner.close)
        self.ready = self.runner.setup(*self.preload, arrays=self.arrays, gpu=self.gpu)
        self.assertEqual(self.ready["op"], "ready")

    def ok(self, source: str) -> CellRun:
        """Run a cell that must go well."""
        run = self.runner.cell(source)
        self.assertEqual(run.status, "ok", run.frames)
        return run
