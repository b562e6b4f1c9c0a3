"""What a cell leaves running or switched on, and no check is to meet."""

import faulthandler
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


def stop_leftovers(note: Callable[[str, str], None]) -> None:
    """Before the first check, in the notebook's own process: timers, tracers and profilers end."""
    for timer in _TIMERS:
        if signal.setitimer(timer, 0)[0] > 0:
            note("leftover", "A timer that your notebook had left running was stopped before the checks.")
    if sys.gettrace() is not None or sys.getprofile() is not None:
        note("leftover", "A tracer or profiler that your notebook had left on was stopped before the checks.")
    # A watchdog would end the process in the middle of a check.
    faulthandler.cancel_dump_traceback_later()
    if "tracemalloc" in sys.modules:
        sys.modules["tracemalloc"].stop()
    for off in (sys.settrace, sys.setprofile, threading.settrace, threading.setprofile):
        off(None)


_NOT_INFERRING: list[object] = []


def reset_torch_modes(note: Callable[[str, str], None]) -> None:
    """torch's modes are what torch begins with. The default dtype and device stay: functions count on them."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    # The notebook may have put something of its own in the place of any of these.
    with suppress(Exception):
        if torch.is_inference_mode_enabled():
            note("leftover", "Inference mode that your notebook had left on was left for the checks.")
            mode = torch.inference_mode(False)
            mode.__enter__()
            _NOT_INFERRING.append(mode)
        for device in ("cpu", "cuda"):
            torch.set_autocast_enabled(device, False)
        if not torch.is_grad_enabled():
            note("leftover", "Gradients that your notebook had left switched off were switched on for the checks.")
            torch.set_grad_enabled(True)
        if torch.is_anomaly_enabled():
            torch.autograd.set_detect_anomaly(False)
        if torch.are_deterministic_algorithms_enabled():
            torch.use_deterministic_algorithms(False)
