"""Whether a notebook is as its cells left it, so that the process that has answered one check may answer the next.

The runner's process imports this beside what the assignment preloads. What cannot be told counts as changed: then the
next check gets a process of its own, as every check has that grades a student.
"""

import decimal
import operator
import os
import random
import re
import sys
import threading
import warnings
from contextlib import suppress
from typing import Any

from . import stand_ins
from .fingerprint import Fingerprint

# What IPython keeps there for itself.
_OF_THE_SHELL = re.compile(r"__\w+__|_(i*|oh|ih|dh|i?\d+)|In|Out|get_ipython|exit|quit|open")
# A slip may be somebody's own function in the place of a library's.
_WATCHED = (
    "builtins math random time os numpy numpy.random numpy.linalg torch torch.nn torch.nn.init torch.nn.functional "
    "torch.linalg torch.autograd torch.distributions torch.optim".split()
)

Namespace = dict[str, Any]


class Changed(Exception):
    """The notebook is no longer as it was."""


class _State:
    """The notebook as it is when this is made."""

    def __init__(self, namespace: Namespace) -> None:
        self._names = dict(namespace)
        self._libraries = {name: dict(vars(sys.modules[name])) for name in _WATCHED if name in sys.modules}
        self._drawn = _drawn()
        self._looks_like = self._look(namespace)

    def put_back(self, namespace: Namespace) -> None:
        """Its names and random numbers again as they were; raises Changed where something else is not."""
        stand_ins.take_back()
        for name in namespace.keys() - self._names.keys():
            del namespace[name]
        namespace.update(self._names)
        for put_back, state in self._drawn:
            put_back(state)
        looks_like = self._look(namespace)
        if looks_like is None or looks_like != self._looks_like or not self._has_own_libraries():
            raise Changed

    def _has_own_libraries(self) -> bool:
        # What a library adds to itself when it is first used is no change.
        return all(
            all(map(operator.is_, map(vars(sys.modules[name]).get, known), known.values()))
            for name, known in self._libraries.items()
        )

    def _look(self, namespace: Namespace) -> list[Any] | None:
        """None where that cannot be told, for whatever reason."""
        seen = Fingerprint(namespace)
        with suppress(Exception):
            for name in sorted(namespace):
                if not _OF_THE_SHELL.fullmatch(name):
                    seen.add(name)
                    seen.add(namespace[name])
            seen.add(_modes())
            return seen.parts
        return None


_first: _State | None = None


def renew(namespace: Namespace) -> None:
    """To be called before each check: the first in a process finds the notebook as its cells left it.

    Raises Changed where a later one would not.
    """
    global _first
    if _first is None:
        _first = _State(namespace)
    else:
        _first.put_back(namespace)


def _drawn() -> list[tuple[Any, Any]]:
    """How to put the generators of random numbers back that everybody draws from, and to where."""
    found: list[tuple[Any, Any]] = [(random.setstate, random.getstate())]
    numpy, torch = sys.modules.get("numpy.random"), sys.modules.get("torch")
    if numpy is not None:
        found.append((numpy.set_state, numpy.get_state()))
    if torch is not None:
        found.append((torch.set_rng_state, torch.get_rng_state()))
    return found


def _modes() -> list[Any]:
    """What holds for the whole process and can be switched."""
    modes: list[Any] = [
        os.getcwd(),
        dict(os.environ),
        list(sys.path),
        sys.getrecursionlimit(),
        list(map(id, warnings.filters)),
        threading.active_count(),
        repr(decimal.getcontext()),
    ]
    numpy, torch, plots = (sys.modules.get(name) for name in ("numpy", "torch", "matplotlib._pylab_helpers"))
    if numpy is not None:
        modes += [numpy.geterr(), repr(numpy.get_printoptions())]
    if torch is not None:
        modes += [
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            torch.is_anomaly_enabled(),
            torch.are_deterministic_algorithms_enabled(),
            torch.get_num_threads(),
            torch.get_default_dtype(),
        ]
    if plots is not None:
        modes.append(list(plots.Gcf.figs))
    return modes
