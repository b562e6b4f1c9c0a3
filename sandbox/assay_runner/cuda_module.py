"""`torch.cuda` where there is no CUDA: what only waits, counts or measures does so on processors.

What asks which GPU this is (`get_device_properties`) fails as it does anywhere without one.
"""

import time
from collections.abc import Callable
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_ANSWERS: dict[str, Any] = {
    "synchronize": None,
    "set_device": None,
    "init": None,
    "ipc_collect": None,
    "reset_peak_memory_stats": None,
    "reset_max_memory_allocated": None,
    "reset_max_memory_cached": None,
    "set_per_process_memory_fraction": None,
    "current_device": 0,
    "memory_summary": "",
    "get_device_name": "no GPU while grading",
}


def stand_in_for_cuda(cuda: ModuleType, tell: Callable[[], None]) -> None:
    """Replace these functions and classes of the module; `tell` says that CUDA was asked for."""

    def answering(answer: Any) -> Callable[..., Any]:
        def function(*_: Any, **__: Any) -> Any:
            tell()
            return answer

        return function

    @contextmanager
    def here(*_: Any, **__: Any) -> Any:
        tell()
        yield

    for name, answer in _ANSWERS.items():
        setattr(cuda, name, answering(answer))
    cuda.Event = _Event
    cuda.Stream = _Stream
    cuda.current_stream = cuda.default_stream = lambda *_: _Stream()
    cuda.device = cuda.device_of = cuda.stream = here


class _Event:
    """A moment on the clock: everything before it has been done when it is recorded."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._seconds = 0.0

    def record(self, *_: Any) -> None:
        self._seconds = time.perf_counter()

    def elapsed_time(self, end: "_Event") -> float:
        """Milliseconds from this one to `end`."""
        return (end._seconds - self._seconds) * 1000

    def synchronize(self) -> None:
        """Nothing is under way."""

    wait = synchronize

    def query(self) -> bool:
        return True


class _Stream:
    """What is put here has been done at once."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def synchronize(self) -> None:
        """Nothing is under way."""

    def wait_stream(self, _: object) -> None:
        """Nor there."""

    wait_event = wait_stream

    def record_event(self, event: _Event | None = None) -> _Event:
        event = event or _Event()
        event.record()
        return event

    def query(self) -> bool:
        return True
