"""What a `checks.py` imports. docs/checks.md says how to write one."""

from .catalogue import check
from .close import close
from .compare import equal, finite, moments, shape, true, within
from .costs_once import costs_once
from .distributions import distribution_close, normalised
from .failure import Failed, StudentError
from .gradients import gradient_matches, gradients, numeric_gradient
from .notebook import Cell, Notebook
from .numbers import numbers
from .order import decreases, monotone
from .properties import causal, invariant_to, inverse_of
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
    "causal",
    "check",
    "close",
    "costs_once",
    "decreases",
    "distribution_close",
    "equal",
    "finite",
    "gradient_matches",
    "gradients",
    "invariant_to",
    "inverse_of",
    "moments",
    "monotone",
    "normalised",
    "numbers",
    "numeric_gradient",
    "shape",
    "spy",
    "true",
    "within",
]
