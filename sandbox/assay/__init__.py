"""What a `checks.py` imports. docs/checks.md says how to write one."""

from .catalogue import check
from .close import close
from .compare import equal, finite, moments, shape, true, within
from .failure import Failed, StudentError
from .notebook import Cell, Notebook
from .numbers import numbers
from .remote import Handle, RemoteIterator
from .spy import Spy, spy

__all__ = [
    "Cell",
    "Failed",
    "Handle",
    "Notebook",
    "RemoteIterator",
    "Spy",
    "StudentError",
    "check",
    "close",
    "equal",
    "finite",
    "moments",
    "numbers",
    "shape",
    "spy",
    "true",
    "within",
]
