"""`torch.cuda`, `torch.xpu` and `torch.mps` where there is none: what only waits, counts or measures does so on processors.

What asks which GPU this is gets one without a model, of the memory that the machine has.
"""

import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

_NAME = "no GPU while grading"
_MEMORY_BYTES = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")

_ANSWERS: dict[str, Any] = {
    "synchronize": None,
    "empty_cache": None,
    "set_device": None,
    "init": None,
    "ipc_collect": None,
    "reset_peak_memory_stats": None,
    "reset_max_memory_allocated": None,
    "reset_max_memory_cached": None,
    "set_per_process_memory_fraction": None,
    "current_device": 0,
    "memory_summary": "",
    "get_device_name": _NAME,
    "get_device_capability": (0, 0),
    "get_device_properties": SimpleNamespace(
        name=_NAME, total_memory=_MEMORY_BYTES, major=0, minor=0, multi_processor_count=1
    ),
    "mem_get_info": (_MEMORY_BYTES, _MEMORY_BYTES),
    "utilization": 0,
    "seed_all": None,
}

_RANGE_ANSWERS: dict[str, Any] = {"mark": None, "range_push": 0, "range_pop": 0, "range_start": 0, "range_end": None}

# `torch.mps`
_MPS_ANSWERS: dict[str, Any] = {
    "synchronize": None,
    "empty_cache": None,
    "seed": None,
    "set_per_process_memory_fraction": None,
    "current_allocated_memory": 0,
    "driver_allocated_memory": 0,
    "recommended_max_memory": _MEMORY_BYTES,
}


def stand_in_for_cuda(torch: ModuleType, tell: Callable[[], None]) -> None:
    """Replace these functions and classes of `torch.cuda` and `torch.xpu`; `tell` says that a GPU was asked for."""
    for module in (torch.cuda, torch.xpu):
        _stand_in(torch, module, tell)
    _answer(torch.cuda.nvtx, _RANGE_ANSWERS, tell)


def stand_in_for_mps(torch: ModuleType, tell: Callable[[], None]) -> None:
    """The same for `torch.mps`."""
    _answer(torch.mps, _MPS_ANSWERS, tell)
    # `torch.manual_seed` calls it by itself, in notebooks that ask for nothing: so it tells nobody.
    torch.mps.manual_seed = lambda _: None
    _generate(torch, torch.mps)


def _stand_in(torch: ModuleType, module: ModuleType, tell: Callable[[], None]) -> None:
    @contextmanager
    def here(*_: Any, **__: Any) -> Any:
        tell()
        yield

    _answer(module, _ANSWERS, tell)
    _generate(torch, module)
    module.Event = _Event
    module.Stream = _Stream
    module.current_stream = module.default_stream = lambda *_: _Stream()
    module.device = module.device_of = module.stream = here


def _generate(torch: ModuleType, module: ModuleType) -> None:
    """What is drawn there is drawn here, by the generator of the processor."""
    module.initial_seed = torch.initial_seed
    module.get_rng_state = lambda *_, **__: torch.get_rng_state()
    module.set_rng_state = lambda state, *_, **__: torch.set_rng_state(state)
    module.get_rng_state_all = lambda: [torch.get_rng_state()]
    module.set_rng_state_all = lambda states: torch.set_rng_state(list(states)[0])


def _answer(module: ModuleType, answers: dict[str, Any], tell: Callable[[], None]) -> None:
    def answering(answer: Any) -> Callable[..., Any]:
        def function(*_: Any, **__: Any) -> Any:
            tell()
            return answer

        return function

    for name, answer in answers.items():
        setattr(module, name, answering(answer))


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
