"""Whether a notebook is as its cells left it, so that the process that has answered one check may answer the next.

The runner's process imports this beside what the assignment preloads. What cannot be told counts as changed: then the
next check gets a process of its own, as every check has that grades a student.
"""

import operator
import os
import random
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from .fingerprint import Fingerprint

# What IPython keeps there for itself.
_OF_THE_SHELL = re.compile(r"__\w+__|_(i*|oh|ih|dh|i?\d+)|In|Out|get_ipython|exit|quit|open")
# A slip may be somebody's own function in the place of a library's.
_WATCHED = set(
    "builtins math random time os numpy numpy.random numpy.linalg torch torch.nn torch.nn.init torch.nn.functional "
    "torch.linalg torch.autograd torch.distributions torch.optim".split()
)

Namespace = dict[str, Any]


class Changed(Exception):
    """The notebook is no longer as it was."""


class NotebookState:
    """The notebook as it is when this is made."""

    def __init__(self, namespace: Namespace) -> None:
        self._names = dict(namespace)
        libraries = [vars(sys.modules[name]) for name in _WATCHED & sys.modules.keys()]
        self._libraries = [(there, dict(there)) for there in libraries]
        self._settings = [(get, put, get()) for get, put in _settings()]
        self._drawn = [(put, get()) for get, put in _generators()]
        self._looks_like = self._look(namespace)

    def put_back(self, namespace: Namespace) -> None:
        """Names, settings and random numbers are as they were; raises Changed where anything else is not."""
        stand_ins = sys.modules.get("assay_validate.stand_ins")
        if stand_ins is not None:
            stand_ins.take_back()
        for name in namespace.keys() - self._names.keys():
            del namespace[name]
        namespace.update(self._names)
        for there, known in self._libraries:
            # What a library adds to itself when it is first used is no change.
            if not all(map(operator.is_, map(there.get, known), known.values())):
                there.update(known)
        for get, put, setting in self._settings:
            # Not for nothing: some load half a library.
            if get() != setting:
                put(setting)
        for put, state in self._drawn:
            put(state)
        looks_like = self._look(namespace)
        if looks_like is None or looks_like != self._looks_like:
            raise Changed

    def _look(self, namespace: Namespace) -> list[Any] | None:
        """None where that cannot be told, for whatever reason."""
        seen = Fingerprint(namespace)
        with suppress(Exception):
            for name in sorted(namespace):
                if not _OF_THE_SHELL.fullmatch(name):
                    seen.add(name)
                    seen.add(namespace[name])
            plots = sys.modules.get("matplotlib._pylab_helpers")
            seen.add([threading.active_count(), list(plots.Gcf.figs) if plots is not None else None])
            return seen.parts
        return None


_first: NotebookState | None = None


def renew(namespace: Namespace) -> None:
    """To be called before each check: the first in a process finds the notebook as its cells left it.

    Raises Changed where a later one would not.
    """
    global _first
    if _first is None:
        _first = NotebookState(namespace)
    else:
        _first.put_back(namespace)


def _settings() -> Iterator[tuple[Callable[[], Any], Callable[[Any], Any]]]:
    """What is switched for the whole process: how to read it, and how to put it back."""
    yield os.getcwd, os.chdir
    yield lambda: dict(os.environ), _put_environment
    yield lambda: list(sys.path), lambda path: sys.path.__setitem__(slice(None), path)
    yield sys.getrecursionlimit, sys.setrecursionlimit
    yield lambda: list(warnings.filters), _put_filters
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        yield numpy.geterr, lambda how: numpy.seterr(**how)
        yield numpy.get_printoptions, lambda how: numpy.set_printoptions(**how)
    if torch is not None:
        yield torch.is_grad_enabled, torch.set_grad_enabled
        yield torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly
        yield torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms
        yield torch.get_num_threads, torch.set_num_threads
        yield torch.get_default_dtype, torch.set_default_dtype


def _generators() -> Iterator[tuple[Callable[[], Any], Callable[[Any], Any]]]:
    """Those of random numbers that everybody draws from: how to read and how to put back where they are."""
    yield random.getstate, random.setstate
    if "numpy" in sys.modules:
        # By the attribute: numpy imports it when it is first used.
        yield sys.modules["numpy"].random.get_state, sys.modules["numpy"].random.set_state
    if "torch" in sys.modules:
        yield sys.modules["torch"].get_rng_state, sys.modules["torch"].set_rng_state


def _put_environment(known: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(known)


def _put_filters(known: list[Any]) -> None:
    warnings.resetwarnings()
    warnings.filters[:] = known  # type: ignore[index]
