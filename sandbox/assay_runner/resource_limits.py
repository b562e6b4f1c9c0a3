"""Limits of the process that a notebook sets for itself (`resource.setrlimit`): its cells have them, its checks do not."""

import os
import resource
from collections.abc import Callable
from contextlib import suppress
from functools import wraps

_KINDS = {name: getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
_UNLIMITED = resource.RLIM_INFINITY
# As they were before anything of ours stood in their place.
_set = resource.setrlimit
_prlimit = resource.prlimit

Pair = tuple[int, int]


class ResourceLimits:
    """Keeps the hard limits where they are, since nobody here could raise them again."""

    def __init__(self) -> None:
        self._began = {kind: resource.getrlimit(kind) for kind in _KINDS.values()}
        resource.setrlimit = _setrlimit
        resource.prlimit = _prlimit_softly

    def put_back(self, note: Callable[[str, str], None]) -> None:
        """Before the first check: what the notebook has lowered is what it was."""
        lowered: set[str] = set()
        for name, kind in _KINDS.items():
            (began, _), (soft, hard) = self._began[kind], resource.getrlimit(kind)
            if _at_most(soft, began) and soft != began:
                lowered.add(name)
                with suppress(ValueError, OSError):
                    # A hard limit that was lowered past us is the most that there is.
                    _set(kind, (began if _at_most(began, hard) else hard, hard))
        if lowered:
            names = ", ".join(sorted(lowered))
            note("leftover", f"Limits that your notebook had lowered ({names}) were put back before the checks.")


@wraps(_set)
def _setrlimit(kind: int, limits: Pair) -> None:
    """As in Colab, where a notebook may raise limits as well; but the hard ones stay."""
    _set(kind, _within(kind, limits))


@wraps(_prlimit)
def _prlimit_softly(pid: int, kind: int, *limits: Pair) -> Pair:
    if pid in (0, os.getpid()):
        limits = tuple(_within(kind, pair) for pair in limits)
    return _prlimit(pid, kind, *limits)


def _within(kind: int, limits: Pair) -> Pair:
    soft, _ = limits
    _, hard = resource.getrlimit(kind)
    return (soft if _at_most(soft, hard) else hard, hard)


def _at_most(value: int, bound: int) -> bool:
    return bound == _UNLIMITED or (value != _UNLIMITED and value <= bound)
