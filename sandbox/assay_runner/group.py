"""A group of calls, on the worker's side: fork a child that answers them, and carry frames between it and the host."""

import gc
import os
import select
import signal
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NoReturn

from assay_wire import ProtocolError, pack_frame

from .channel import Channel
from .frame_splitter import FrameSplitter
from .interrupts import DEFERRED
from .lines import high_pipe
from .seeds import Seeds
from .streams import StandardStreams

if TYPE_CHECKING:
    from .shell import NotebookShell

ServeCalls = Callable[["NotebookShell", Seeds, Literal["numpy", "torch"], int, int], None]

_READ_BYTES = 1 << 20
# A child whose own children keep its pipe open ends without an end of file: looked at this often.
_LOOK_MS = 50
_FROM_CHILD = ("group-ready", "reply", "callback")


class Group:
    """One group, from its fork to `group-ended`. The child is killed with its whole process group."""

    def __init__(
        self,
        channel: Channel,
        shell: "NotebookShell",
        streams: StandardStreams,
        seeds: Seeds,
        arrays: Literal["numpy", "torch"],
    ) -> None:
        self._channel = channel
        self._shell = shell
        self._streams = streams
        self._seeds = seeds
        self._arrays = arrays
        self._splitter = FrameSplitter()
        self._unsent: deque[memoryview] = deque()

    def run(self) -> None:
        """Serve the group to its end; raises EndOfStream where the host goes away in the middle."""
        # Imported here, by the parent: in the child, every group would pay for it again.
        from .child import serve_calls

        to_child, from_child = high_pipe(), high_pipe()
        # What is frozen is not looked at by the child's garbage collector, whose first full collection would copy
        # every page of the notebook's (0.25 s with torch loaded). Never thawed: no cell runs after the first group.
        gc.freeze()
        try:
            pid = os.fork()
        except OSError:
            # No process or memory left: the notebook's own doing, and the same to the host as a child that died.
            self._channel.send("group-ended", died=True)
            return
        if pid == 0:
            os.close(to_child.write)
            os.close(from_child.read)
            self._become_child(serve_calls, to_child.read, from_child.write)
        os.close(to_child.read)
        os.close(from_child.write)
        self._pid, self._to_child, self._from_child = pid, to_child.write, from_child.read
        os.set_blocking(self._to_child, False)
        os.set_blocking(self._from_child, False)
        try:
            died = self._carry()
        finally:
            self._kill()
            os.close(self._to_child)
            os.close(self._from_child)
        # Threads of the notebook are not there in a fork: what waits for one waits for ever.
        threads = {"threads": True} if threading.active_count() > 1 else {}
        self._channel.send("group-ended", died=died, **threads)

    def _become_child(self, serve_calls: "ServeCalls", requests: int, replies: int) -> NoReturn:
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for number in DEFERRED:
                signal.signal(number, signal.SIG_DFL)
            self._channel.close_in_child()
            self._streams.mute()
            self._shell.loop.context.run(serve_calls, self._shell, self._seeds, self._arrays, requests, replies)
        finally:
            # Whatever happens: never back into the worker's loop.
            os._exit(0)

    def _carry(self) -> bool:
        """Until `group-end` (False) or the child's death (True)."""
        poll = select.poll()
        poll.register(self._channel.requests_fd, select.POLLIN)
        poll.register(self._from_child, select.POLLIN)
        while True:
            if self._unsent:
                poll.register(self._to_child, select.POLLOUT)
            else:
                with suppress(KeyError):
                    poll.unregister(self._to_child)
            events = dict(poll.poll(_LOOK_MS))
            if self._from_child in events and not self._forward_replies():
                return True
            if not events and self._is_dead():
                while self._forward_replies():
                    pass
                return True
            if self._channel.requests_fd in events:
                header, blobs = self._channel.receive()
                if header["op"] == "group-end":
                    return False
                if header["op"] not in ("call", "callback-reply"):
                    raise ProtocolError(f"message {header['op']!r} within a group")
                self._unsent.extend(memoryview(part).cast("B") for part in pack_frame(header, blobs))
            if self._unsent:
                self._send_some()

    def _forward_replies(self) -> bool:
        """Carry what the child has written; False where it has closed its end, is silent, or breaks the protocol."""
        try:
            data = os.read(self._from_child, _READ_BYTES)
        except BlockingIOError:
            return False
        if not data:
            return False
        self._splitter.feed(data)
        try:
            while (frame := self._splitter.take()) is not None:
                op, raw = frame
                if op not in _FROM_CHILD:
                    return False
                self._channel.forward([raw])
        except ProtocolError:
            return False
        return True

    def _send_some(self) -> None:
        # Never blocking: a child that does not read must not keep `group-end` from being read.
        try:
            while self._unsent:
                written = os.write(self._to_child, self._unsent[0])
                self._unsent[0] = self._unsent[0][written:]
                if not self._unsent[0]:
                    self._unsent.popleft()
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._unsent.clear()

    def _is_dead(self) -> bool:
        # Left unreaped, so that its number stays its own until it is killed.
        return os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _kill(self) -> None:
        # The child may not yet have made its own session: then it has no process group to kill.
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
