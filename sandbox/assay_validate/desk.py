"""What the host can ask: which checks there are, which mutants, and what a check says of a notebook or a patch of it."""

import os
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.catalogue import Check, load

from .bench import Bench
from .definitions import definitions
from .mutate import mutants
from .odd import labels
from .processors import busy_processors, used_seconds


# The solution, and the starter or the solution with other threads.
_MOST_NOTEBOOKS = 2


@dataclass
class _Open:
    """A notebook that has been run, and how its cells ended."""

    bench: Bench
    ran: list[dict[str, str | float | None]]


class Desk:
    """Holds notebooks that have been run; every check sees a fork of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checks: dict[str, Check] = {}
        # The one that was asked for last comes last.
        self._open: dict[tuple[Any, ...], _Open] = {}

    def catalogue(self) -> list[dict[str, Any]]:
        """Import `checks.py`; for each check its entry and the file that it stands in."""
        os.chdir(self._folder)
        self._checks = {check.id: check for check in load(self._folder)}
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.set_num_threads(1)
        return [{**check.entry(), "file": _file_of(check, self._folder)} for check in self._checks.values()]

    def definitions(self, cells: list[str]) -> dict[str, str]:
        """The functions and classes that these cells define at their top level, as source; the last one counts."""
        return definitions(cells)

    def mutants(self, cells: list[str]) -> list[dict[str, str | bool]]:
        """Wrong solutions made from the definitions of a right one."""
        return [mutant.fields() for source in definitions(cells).values() for mutant in mutants(source)]

    def odd(self, preload: list[str]) -> list[str]:
        """What the odd answers are called that a notebook with these modules may give."""
        return labels("torch" in preload)

    def notebook(
        self, cells: list[str], preload: list[str], arrays: str, seed: int, seconds: float, threads: int = 1
    ) -> list[dict[str, str | float | None]]:
        """Have a notebook run, for the tries that follow; how each of its cells ended, which may take `seconds` each."""
        asked = (tuple(cells), tuple(preload), arrays, seed, seconds, threads)
        known = self._open.pop(asked, None)
        if known is None:
            for oldest in list(self._open)[: 1 - _MOST_NOTEBOOKS]:
                self._open.pop(oldest).bench.close()
            known = self._run(asked)
        self._open[asked] = known
        return known.ran

    def attempt(
        self, check: str, seed: str, patch: str | None, seconds: float, *, busy: bool = False
    ) -> dict[str, Any]:
        """What a check says where the notebook also had this cell at its end; `busy`: with others on the processors."""
        asked = next(reversed(self._open))
        bench = self._open[asked].bench
        begun = used_seconds()
        with busy_processors() if busy else nullcontext():
            fields, names = bench.attempt(self._checks[check], seed, patch, seconds)
        cpu_ms = round((used_seconds() - begun) * 1000)
        if not bench.lives:
            bench.close()
            self._open[asked] = self._run(asked)
        return {**fields, "asked": sorted(names), "cpuMs": cpu_ms}

    def close(self) -> None:
        """End the notebooks' processes."""
        for known in self._open.values():
            known.bench.close()
        self._open.clear()

    def _run(self, asked: tuple[Any, ...]) -> _Open:
        cells, preload, arrays, seed, seconds, threads = asked
        bench = Bench(preload, arrays, seed, threads)
        return _Open(bench, [bench.cell(source, seconds) for source in cells])


def _file_of(check: Check, folder: Path) -> str:
    return os.path.relpath(check.function.__code__.co_filename, folder)
