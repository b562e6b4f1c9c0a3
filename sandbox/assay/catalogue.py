"""`@check` and the catalogue of a `checks.py`."""

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
CheckFunction = Callable[..., None]

_TITLE = re.compile(r"(\d+(?:\.\d+)*[a-z]?)\s+\S")


@dataclass(frozen=True)
class Check:
    """One check. `visibility` None means the question's default; `seconds` None means the assignment's limit."""

    id: str
    title: str
    points: int | float
    visibility: Visibility | None
    seconds: int | float | None
    attempts: int
    function: CheckFunction

    def entry(self) -> dict[str, Any]:
        """The check as the `ready` message lists it."""
        entry = {"id": self.id, "title": self.title, "points": self.points, "visibility": self.visibility}
        return entry if self.seconds is None else {**entry, "seconds": self.seconds}


# Set only while a checks.py is being imported: the decorator needs to know into which catalogue it writes.
_open: ContextVar[list[Check] | None] = ContextVar("assay_catalogue", default=None)


def check(
    title: str,
    *,
    points: int | float,
    visibility: Visibility | None = None,
    seconds: int | float | None = None,
    attempts: int = 1,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function `f(nb, rng)` as a check.

    `title` begins with the check's number ("2.1 forward noising"), which is its id. `points` has at most six decimals.
    `seconds` replaces the assignment's limit for this check. With `attempts` above 1, a failure is tried again with
    other random numbers and the check passes with the first attempt that does: for statistical checks.
    """
    match = _TITLE.match(title)
    if match is None:
        raise ValueError(f"the title {title!r} must begin with a number such as 2.1, followed by words")
    if isinstance(points, bool) or not points >= 0 or Decimal(repr(points)) % Decimal("0.000001"):
        raise ValueError(f"check {match[1]}: points must be a number from 0, with at most six decimals")
    if visibility is not None and visibility not in get_args(Visibility):
        raise ValueError(f"check {match[1]}: visibility must be one of {', '.join(get_args(Visibility))}")
    if seconds is not None and not 0 < seconds < float("inf"):
        raise ValueError(f"check {match[1]}: seconds must be a positive number")
    if attempts < 1:
        raise ValueError(f"check {match[1]}: attempts must be 1 or more")

    def register(function: CheckFunction) -> CheckFunction:
        catalogue = _open.get()
        if catalogue is not None:
            if any(other.id == match[1] for other in catalogue):
                raise ValueError(f"two checks have the number {match[1]}")
            catalogue.append(Check(match[1], title, points, visibility, seconds, attempts, function))
        return function

    return register


def load(folder: Path) -> list[Check]:
    """Import `checks.py` in `folder`, with the folder importable, and return its checks in order.

    Whatever the import raises comes out; a file without checks raises ValueError.
    """
    path = folder / "checks.py"
    spec = importlib.util.spec_from_file_location("checks", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(folder))
    sys.modules["checks"] = module
    with _collect() as catalogue:
        spec.loader.exec_module(module)
    if not catalogue:
        raise ValueError("checks.py has no @check")
    return catalogue


@contextmanager
def _collect() -> Iterator[list[Check]]:
    catalogue: list[Check] = []
    token = _open.set(catalogue)
    try:
        yield catalogue
    finally:
        _open.reset(token)
