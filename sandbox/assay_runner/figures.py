"""matplotlib: figures become PNG at the end of the cell, by matplotlib-inline, whatever a notebook asks for.

That package does the work (it is named in MPLBACKEND and finds the shell by `get_ipython()`); nothing here imports
matplotlib before a notebook does.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_INLINE = (None, "auto", "inline", "agg", "svg", "pdf")


def usable_gui(gui: str | None, note: Callable[[str, str], None]) -> str | None:
    """`%matplotlib gui`: the window or widget that it asks for becomes `inline`."""
    if gui in _INLINE:
        return gui
    note("magic", f"%matplotlib {gui} needs a window; figures were drawn inline instead.")
    return "inline"


def prepare_fonts() -> None:
    """Give matplotlib the list of fonts that came with the interpreter: making one takes it seconds.

    A copy, because matplotlib takes only a folder that it can write to.
    """
    folder = Path(os.environ.setdefault("MPLCONFIGDIR", os.path.join(tempfile.gettempdir(), ".matplotlib")))
    for prepared in Path(sys.prefix, "share", "matplotlib").glob("fontlist-*.json"):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            copy = folder / prepared.name
            if not copy.exists():
                copy.write_bytes(prepared.read_bytes())


def draw_nowhere() -> None:
    """In a process that shows nothing: drawing works, showing does nothing."""
    os.environ["MPLBACKEND"] = "agg"
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.switch_backend("agg")
