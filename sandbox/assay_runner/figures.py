"""matplotlib: figures become PNG at the end of the cell, by matplotlib-inline, whatever a notebook asks for.

That package does the work (it is named in MPLBACKEND and finds the shell by `get_ipython()`); nothing here imports
matplotlib before a notebook does.
"""

import os
import sys
from collections.abc import Callable

_INLINE = (None, "auto", "inline", "agg", "svg", "pdf")


def usable_gui(gui: str | None, note: Callable[[str, str], None]) -> str | None:
    """`%matplotlib gui`: the window or widget that it asks for becomes `inline`."""
    if gui in _INLINE:
        return gui
    note("magic", f"%matplotlib {gui} needs a window; figures were drawn inline instead.")
    return "inline"


def draw_nowhere() -> None:
    """In a process that shows nothing: drawing works, showing does nothing."""
    os.environ["MPLBACKEND"] = "agg"
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.switch_backend("agg")
