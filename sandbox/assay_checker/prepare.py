"""Before the first submission: importing `checks.py` and saying so."""

import contextlib
import gc
import os
import platform
import sys
import traceback
from pathlib import Path

from assay.catalogue import Check, load
from assay.failure import clean
from assay.judge import tail
from assay_wire import write_frame

from .streams import BoundedLog, Streams

_REPORTED = ("numpy", "torch", "scipy")


def prepare(streams: Streams, folder: Path) -> list[Check] | None:
    """Import the checks and announce them with `ready`; where that is impossible, send `broken` and return None."""
    log = BoundedLog()
    try:
        os.chdir(folder)
        with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
            checks = load(folder)
        _one_thread()
        write_frame(
            streams.verdicts, {"op": "ready", "checks": [check.entry() for check in checks], "packages": _packages()}
        )
    except (Exception, SystemExit):
        write_frame(streams.verdicts, {"op": "broken", "text": tail(log.text + traceback.format_exc())})
        return None
    # What is loaded now stays out of every collection, so that forks keep sharing its memory.
    gc.collect()
    gc.freeze()
    return checks


def _one_thread() -> None:
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def _packages() -> dict[str, str]:
    loaded = {name: getattr(sys.modules[name], "__version__", None) for name in _REPORTED if name in sys.modules}
    return {"python": platform.python_version()} | {name: clean(str(v), 64) for name, v in loaded.items() if v}
