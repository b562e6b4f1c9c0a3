"""The relay: the container's first process and the only writer of its stdout.

A process of its own, because what a cell printed must reach the host even where the cell then kills the interpreter,
and because a cell that holds the interpreter must not hold its own output. It knows the notebook only as two byte
streams, and the worker only as frames in envelopes.

Order: the worker waits for the acknowledgement of each frame, and the relay empties both streams before it forwards a
frame. So what was printed before a picture arrives before it, and what is printed after it, after it.
"""

import array
import fcntl
import os
import select
import signal
import struct
import termios
import time
from collections.abc import Iterable
from contextlib import suppress

from assay_wire import pack_frame

from .lines import RelaySide
from .stream_text import StreamText

ENVELOPE = struct.Struct("<Q")
ACK = b"\x06"
_READ_BYTES = 1 << 18
_READ_FRAMES_BYTES = 1 << 20
_PAUSE_S = 0.02


def run(side: RelaySide, worker_pid: int) -> int:
    """Relay until the worker has ended and everything it left is sent. Returns the exit code for the container."""
    wakeup, wake = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: _interrupt(worker_pid))
    return _Relay(side).run(worker_pid, wakeup)


def _interrupt(worker_pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(worker_pid, signal.SIGINT)


class _Relay:
    def __init__(self, side: RelaySide) -> None:
        self._side = side
        self._streams = {side.stdout: StreamText("stdout"), side.stderr: StreamText("stderr")}
        self._envelopes = bytearray()
        # Streams are looked at again only after a pause, so that a million lines are not a million frames.
        self._next_look = 0.0
        for fd in (side.frames, *self._streams):
            os.set_blocking(fd, False)

    def run(self, worker_pid: int, wakeup: int) -> int:
        while True:
            ready = self._wait(wakeup)
            if wakeup in ready:
                with suppress(BlockingIOError):
                    os.read(wakeup, 512)
                ended, status = os.waitpid(worker_pid, os.WNOHANG)
                if ended:
                    self._last_words()
                    code = os.waitstatus_to_exitcode(status)
                    return code if code >= 0 else 128 - code
            if any(fd in ready for fd in self._streams):
                self._empty_streams()
            if self._side.frames in ready:
                self._read_frames()

    def _wait(self, wakeup: int) -> set[int]:
        """The descriptors that can be read."""
        pause_s = self._next_look - time.monotonic()
        poll = select.poll()
        for fd in (wakeup, self._side.frames):
            poll.register(fd, select.POLLIN)
        if pause_s <= 0:
            for fd in self._streams:
                poll.register(fd, select.POLLIN)
        # Only bytes count: a descriptor that has merely hung up stays so until the worker's end is noticed.
        events = poll.poll(None if pause_s <= 0 else pause_s * 1000)
        return {fd for fd, event in events if event & select.POLLIN}

    def _empty_streams(self, *, final: bool = False) -> None:
        """Send what the streams hold now: not more, or a thread that never stops printing would hold up a frame."""
        for fd, stream in self._streams.items():
            held = array.array("i", [0])
            fcntl.ioctl(fd, termios.FIONREAD, held)
            while held[0] > 0:
                data = os.read(fd, min(held[0], _READ_BYTES))
                held[0] -= len(data)
                self._send_text(stream.name, stream.decode(data))
            if final:
                self._send_text(stream.name, stream.finish())
        self._next_look = time.monotonic() + _PAUSE_S

    def _send_text(self, name: str, text: bytes) -> None:
        if text:
            self._write(pack_frame({"op": "output", "kind": "stream", "name": name}, [text]))

    def _read_frames(self) -> bool:
        """Forward the frames that are whole; False where nothing more can be read now."""
        try:
            data = os.read(self._side.frames, _READ_FRAMES_BYTES)
        except BlockingIOError:
            return False
        self._envelopes += data
        while len(self._envelopes) >= ENVELOPE.size:
            (length,) = ENVELOPE.unpack_from(self._envelopes)
            end = ENVELOPE.size + length
            if len(self._envelopes) < end:
                break
            self._empty_streams(final=True)
            with memoryview(self._envelopes) as envelopes:
                self._write([envelopes[ENVELOPE.size : end]])
            del self._envelopes[:end]
            with suppress(BrokenPipeError):
                os.write(self._side.acks, ACK)
        return bool(data)

    def _last_words(self) -> None:
        """The worker is gone: send the whole frames and the text that it left; half a frame is dropped."""
        while self._read_frames():
            pass
        self._empty_streams(final=True)

    def _write(self, parts: Iterable[bytes | bytearray | memoryview]) -> None:
        for part in parts:
            with memoryview(part) as view:
                written = 0
                while written < view.nbytes:
                    written += os.write(self._side.host, view[written:])
