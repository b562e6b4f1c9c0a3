"""Tracebacks without the runner's own lines: a student can do nothing about those."""

import os
from types import TracebackType

_RUNNER = os.path.dirname(__file__) + os.sep


def without_runner(start: TracebackType | None) -> TracebackType | None:
    """The traceback with this package's frames left out, or as it was where it has no others."""
    kept: list[TracebackType] = []
    step = start
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(_RUNNER):
            kept.append(step)
        step = step.tb_next
    result: TracebackType | None = None
    for step in reversed(kept):
        result = TracebackType(result, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return result or start
