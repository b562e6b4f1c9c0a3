"""SIGINT: a KeyboardInterrupt while a cell runs, nothing otherwise. The notebook's own signals wait between cells."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

# What notebooks use as alarms and flags. Their handlers raise, and between cells that would end the worker.
DEFERRED = (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2)


class Interrupts:
    """Owns the handler. `armed` surrounds a cell, `held` surrounds what must not be torn apart within one."""

    def __init__(self) -> None:
        self._armed = False
        self._held = 0
        self._pending = False
        # The notebook's handlers while none of its cells runs, and the signals that have come meanwhile.
        self._handlers: dict[int, Any] = {}
        self._deferred: set[int] = set()

    def install(self) -> None:
        """Called around every cell, since each may have replaced handlers: SIGINT is ours, the others wait."""
        signal.signal(signal.SIGINT, self._on_signal)
        for number in DEFERRED:
            handler = signal.getsignal(number)
            if handler != self._defer:
                # None: set by something that is not Python, and cannot be put back.
                self._handlers[number] = signal.SIG_DFL if handler is None else handler
                signal.signal(number, self._defer)

    @contextmanager
    def armed(self) -> Iterator[None]:
        self._pending = False
        self._armed = True
        try:
            self._hand_over()
            yield
        finally:
            self._armed = False

    def forget_notebook(self) -> None:
        """No cell comes any more: the notebook's handlers go, and with them what they waited for."""
        self._handlers.clear()
        self._deferred.clear()

    def _hand_over(self) -> None:
        """Give the notebook its handlers back, and then the signals that came between its cells."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        while self._deferred:
            number = self._deferred.pop()
            # What a handler raises would have hit no cell of the notebook's; without one, a signal ends the process.
            if callable(signal.getsignal(number)):
                with suppress(BaseException):
                    signal.raise_signal(number)

    def _defer(self, number: int, _frame: FrameType | None) -> None:
        self._deferred.add(number)

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
