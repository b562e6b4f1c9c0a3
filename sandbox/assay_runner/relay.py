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
from contextlib import suppress

from assay_wire import pack_frame

from .lines import RelaySide
from .stream_text import StreamText

ENVELOPE = struct.Struct("<Q")
ACK = b"\x06"
_READ_BYTES = 1 << 16
_GAP_S = 0.02


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
        self._next_send = 0.0
        self._poll = select.poll()
        for fd in (side.frames, *self._streams):
            os.set_blocking(fd, False)
            self._poll.register(fd, select.POLLIN)

    def run(self, worker_pid: int, wakeup: int) -> int:
        self._poll.register(wakeup, select.POLLIN)
        while True:
            events = dict(self._poll.poll(self._patience_ms()))
            if wakeup in events:
                with suppress(BlockingIOError):
                    os.read(wakeup, 512)
                ended, status = os.waitpid(worker_pid, os.WNOHANG)
                if ended:
                    self._last_words()
                    code = os.waitstatus_to_exitcode(status)
                    return code if code >= 0 else 128 - code
            for fd in self._streams:
                if fd in events:
                    self._read_stream(fd)
            if self._side.frames in events:
                self._read_frames()
            if self._patience_ms() == 0:
                self._send_streams()

    def _patience_ms(self) -> int | None:
        """How long the text that waits may still wait; None where none waits."""
        if not any(stream.waiting for stream in self._streams.values()):
            return None
        return max(0, round((self._next_send - time.monotonic()) * 1000))

    def _read_stream(self, fd: int) -> None:
        try:
            data = os.read(fd, _READ_BYTES)
        except BlockingIOError:
            return
        if not data:
            with suppress(KeyError):
                self._poll.unregister(fd)
            return
        stream = self._streams[fd]
        stream.feed(data)
        if stream.waiting >= _READ_BYTES:
            self._send_streams()

    def _send_streams(self, *, final: bool = False) -> None:
        for stream in self._streams.values():
            text = stream.take(final=final)
            if text:
                self._write([*pack_frame({"op": "output", "kind": "stream", "name": stream.name}, [text])])
        self._next_send = time.monotonic() + _GAP_S

    def _read_frames(self) -> bool:
        """Forward the frames that are whole; False where nothing more can be read now."""
        try:
            data = os.read(self._side.frames, 1 << 20)
        except BlockingIOError:
            return False
        if not data:
            with suppress(KeyError):
                self._poll.unregister(self._side.frames)
            return False
        self._envelopes += data
        while len(self._envelopes) >= ENVELOPE.size:
            (length,) = ENVELOPE.unpack_from(self._envelopes)
            end = ENVELOPE.size + length
            if len(self._envelopes) < end:
                break
            frame = bytes(memoryview(self._envelopes)[ENVELOPE.size : end])
            del self._envelopes[:end]
            self._empty_streams()
            self._write([frame])
            with suppress(BrokenPipeError):
                os.write(self._side.acks, ACK)
        return True

    def _empty_streams(self) -> None:
        """Send what the streams hold now: not more, or a thread that never stops printing would hold up the frame."""
        for fd in self._streams:
            held = array.array("i", [0])
            fcntl.ioctl(fd, termios.FIONREAD, held)
            rest = held[0]
            while rest > 0:
                data = os.read(fd, min(rest, _READ_BYTES))
                rest -= len(data)
                self._streams[fd].feed(data)
                if self._streams[fd].waiting >= _READ_BYTES:
                    self._send_streams()
        self._send_streams(final=True)

    def _last_words(self) -> None:
        """The worker is gone: send the whole frames and the text that it left; half a frame is dropped."""
        while self._read_frames():
            pass
        self._empty_streams()

    def _write(self, parts: list[bytes | bytearray | memoryview]) -> None:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(self._side.host, rest) :]
