"""The worker: answers the host's messages one after the other."""

import os
import resource
import sys
import traceback
from contextlib import suppress
from typing import Any, Literal

from assay_wire import EndOfStream

from . import environment
from .channel import Channel
from .figures import draw_nowhere, prepare_fonts
from .gone import names_in
from .group import Group
from .interrupts import Interrupts
from .leftovers import reset_torch_modes, stop_leftovers
from .lines import WorkerSide
from .names import names_of
from .preload import preload, versions
from .resource_limits import ResourceLimits
from .root_folders import make_folders
from .seeds import Seeds
from .streams import StandardStreams

Arrays = Literal["numpy", "torch"]


def serve(side: WorkerSide) -> int:
    """Serve until the host closes its end. Returns the exit code; 70 where the runner itself failed."""
    try:
        environment.prepare()
        make_folders()
        prepare_fonts()
        streams = StandardStreams(side)
        interrupts = Interrupts()
        interrupts.install()
        _Worker(side, streams, interrupts).run()
    except EndOfStream:
        return 0
    except BaseException:  # The last place that can say anything
        os.write(side.log, traceback.format_exc().encode("utf-8", "backslashreplace"))
        return 70
    return 0


class _Worker:
    def __init__(self, side: WorkerSide, streams: StandardStreams, interrupts: Interrupts) -> None:
        self._pid = os.getpid()
        self._channel = Channel(side, interrupts)
        self._interrupts = interrupts
        self._streams = streams
        self._limits = ResourceLimits()
        # After the environment and the streams: IPython looks at both when it is imported.
        from .shell import open_shell

        self._shell = open_shell(self._channel, streams, interrupts)
        self._seeds = Seeds(0)
        self._arrays: Arrays = "numpy"
        self._has_grouped = False
        self._has_gpu = False

    def run(self) -> None:
        while True:
            self._shell.loop.wait_readable(self._channel.requests_fd)
            header, blobs = self._channel.receive()
            match header["op"]:
                case "setup":
                    self._setup(header, blobs)
                case "ping":
                    self._channel.send("pong")
                case "cell":
                    self._cell(header, blobs[0].decode("utf-8", "replace"))
                case "group":
                    self._group(header.get("arrays", self._arrays), is_live=header.get("live") is True)
                case "call" | "callback-reply" | "group-end":
                    pass  # Sent before the host knew that the group had ended.
                case op:
                    raise ValueError(f"unknown message {op!r}")

    def _setup(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        if blobs:
            self._shell.use_data(blobs[0])
        threads = int(header["threads"])
        environment.prepare(threads)
        preload(header["preload"])
        self._shell.torch_threads.limit(threads)
        self._shell.warm_up()
        self._seeds = Seeds(int(header["seed"]))
        self._seeds.apply()
        self._arrays = header["arrays"]
        self._has_gpu = "gpu" in header
        if self._has_gpu:
            self._shell.cuda.use_gpu(float(header["gpu"]["memoryFraction"]))
        python, packages = versions(header["preload"])
        memory_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self._channel.send("ready", python=python, packages=packages, memoryBytes=memory_bytes)

    def _cell(self, header: dict[str, Any], source: str) -> None:
        index = int(header["index"])
        if header.get("names"):
            # Before the cell, which may end this process.
            self._channel.send("names", index=index, **names_of(source, self._shell.transform_cell)._asdict())
        if header.get("skip"):
            self._channel.send("cell-done", index=index, status="ok")
            return
        self._seeds.apply()
        before = names_in(self._shell.user_ns)
        status = self._shell.execute(source)
        if os.getpid() != self._pid:
            # A process that the cell forked and that ran on to the cell's end: there is one worker only.
            sys.stdout.flush()
            os._exit(0)
        self._shell.gone.look(source, header.get("number", index + 1), before, self._shell.user_ns)
        self._channel.send("cell-done", index=index, status=status)

    def _group(self, arrays: Arrays, *, is_live: bool) -> None:
        if not self._has_grouped:
            self._has_grouped = True
            self._leave_cells()
        if self._has_gpu or is_live:
            from .group_here import GroupHere

            self._seeds.reset()
            self._shell.loop.context.run(GroupHere(self._channel, self._shell, arrays).run)
        else:
            Group(self._channel, self._shell, self._streams, self._seeds, arrays).run()

    def _leave_cells(self) -> None:
        """Once, by the parent: in each child it would copy memory. No cell runs after the first group."""
        self._interrupts.forget_notebook()
        # All of it may be the notebook's own code by now.
        note = self._shell.note
        for end in (self._limits.put_back, stop_leftovers, reset_torch_modes):
            with suppress(Exception):
                end(note)
        with suppress(Exception):
            draw_nowhere()
