"""SIGINT: a KeyboardInterrupt while a cell runs, nothing otherwise."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Owns the handler. `armed` surrounds a cell, `held` surrounds what must not be torn apart within one."""

    def __init__(self) -> None:
        self._armed = False
        self._held = 0
        self._pending = False

    def install(self) -> None:
        """Called before every cell: the one before may have replaced the handler."""
        signal.signal(signal.SIGINT, self._on_signal)

    @contextmanager
    def armed(self) -> Iterator[None]:
        self._pending = False
        self._armed = True
        try:
            yield
        finally:
            self._armed = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Postpone an interrupt to the end of the block. Signals reach the main thread alone."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if self._pending and not self._held and self._armed:
                self._pending = False
                raise KeyboardInterrupt

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._armed:
            return
        if self._held:
            self._pending = True
            return
        raise KeyboardInterrupt
