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
from .group import Group
from .interrupts import Interrupts
from .lines import WorkerSide
from .preload import limit_torch_threads, preload, versions
from .seeds import Seeds
from .streams import StandardStreams

Arrays = Literal["numpy", "torch"]


def serve(side: WorkerSide) -> int:
    """Serve until the host closes its end. Returns the exit code; 70 where the runner itself failed."""
    try:
        environment.prepare()
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
        self._streams = streams
        # After the environment and the streams: IPython looks at both when it is imported.
        from .shell import open_shell

        self._shell = open_shell(self._channel, streams, interrupts)
        self._seeds = Seeds(0)
        self._arrays: Arrays = "numpy"
        self._draws_nowhere = False
        self._has_gpu = False

    def run(self) -> None:
        while True:
            header, blobs = self._channel.receive()
            match header["op"]:
                case "setup":
                    self._setup(header)
                case "ping":
                    self._channel.send("pong")
                case "cell":
                    self._cell(int(header["index"]), blobs[0].decode("utf-8", "replace"))
                case "group":
                    self._group(header.get("arrays", self._arrays))
                case "call" | "callback-reply" | "group-end":
                    pass  # Sent before the host knew that the group had ended.
                case op:
                    raise ValueError(f"unknown message {op!r}")

    def _setup(self, header: dict[str, Any]) -> None:
        threads = int(header["threads"])
        environment.prepare(threads)
        preload(header["preload"])
        limit_torch_threads(threads)
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

    def _cell(self, index: int, source: str) -> None:
        self._seeds.apply()
        status = self._shell.execute(source)
        if os.getpid() != self._pid:
            # A process that the cell forked and that ran on to the cell's end: there is one worker only.
            sys.stdout.flush()
            os._exit(0)
        self._channel.send("cell-done", index=index, status=status)

    def _group(self, arrays: Arrays) -> None:
        if not self._draws_nowhere:
            # Once, by the parent: in each child it would copy four megabytes. No cell runs after the first group.
            self._draws_nowhere = True
            with suppress(Exception):  # It may be the notebook's own code by now.
                draw_nowhere()
        if self._has_gpu:
            from .group_here import GroupHere

            self._seeds.reset()
            GroupHere(self._channel, self._shell, arrays).run()
        else:
            Group(self._channel, self._shell, self._streams, self._seeds, arrays).run()
