"""The worker's end of the conversation with the host."""

import os
import threading
from collections.abc import Iterable
from typing import Any

from assay_wire import pack_frame, read_frame

from .interrupts import Interrupts
from .lines import WorkerSide
from .relay import ENVELOPE

Buffer = bytes | bytearray | memoryview


class Channel:
    """Reads requests and sends frames, from any thread; a process forked off by the notebook sends nothing."""

    def __init__(self, side: WorkerSide, interrupts: Interrupts) -> None:
        self.requests_fd = side.requests
        self._frames = side.frames
        self._acks = side.acks
        self._interrupts = interrupts
        self._lock = threading.Lock()
        self._owner_pid = os.getpid()

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """The next request; raises EndOfStream where the host has gone, ProtocolError for a bad frame."""
        return read_frame(self.requests_fd)

    def send(self, op: str, blobs: Iterable[Buffer] = (), **fields: object) -> None:
        """Send one message. Returns when the relay has taken it; raises EncodeError for a frame beyond the limits."""
        self.forward(pack_frame({"op": op, **fields}, list(blobs)))

    def forward(self, frame: list[Buffer]) -> None:
        """Send a frame that is packed already."""
        if os.getpid() != self._owner_pid:
            return
        length = sum(memoryview(part).nbytes for part in frame)
        with self._interrupts.held(), self._lock:
            for part in self._enveloped(ENVELOPE.pack(length), frame):
                rest = memoryview(part).cast("B")
                while rest:
                    rest = rest[os.write(self._frames, rest) :]
            os.read(self._acks, 1)

    @staticmethod
    def _enveloped(prefix: bytes, frame: list[Buffer]) -> list[Buffer]:
        # One write for the usual small frame.
        return [prefix + bytes(frame[0])] if len(frame) == 1 else [prefix, *frame]

    def note(self, kind: str, text: str) -> None:
        """Something the student should know that is no output of theirs."""
        self.send("note", kind=kind, text=text[:1000].encode("utf-8", "replace").decode())

    def close_in_child(self) -> None:
        """In a forked child: close the ends, so that neither requests nor frames can be touched by mistake."""
        for fd in (self.requests_fd, self._frames, self._acks):
            os.close(fd)
