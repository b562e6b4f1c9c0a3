"""Files that a notebook opens where Colab would have them: in the Drive, or uploaded by hand beside the notebook."""

import os
import re
import shlex
import sys
from contextlib import suppress
from typing import Any

from .index import copy, index

_ROOT = "/content"
_ANEW = os.O_CREAT | os.O_TRUNC
_MAX_WORDS = 1000


class Places:
    """Puts a file of the course's where it is asked for and nothing is, once something is opened for reading.

    An audit hook, for it sees every way of opening (numpy's, pandas', torch's, zipfile's) and changes none.
    """

    def __init__(self) -> None:
        self._is_placing = False
        self._paths = _paths_in_source()
        sys.addaudithook(self._audit)

    def before_cell(self, source: str) -> None:
        """Paths that stand in the cell: what only asks whether a file is there opens nothing."""
        for quoted, bare in self._paths.findall(source)[:_MAX_WORDS]:
            self._place(quoted or bare)

    def before_command(self, command: str) -> None:
        """Programs open files without Python."""
        with suppress(ValueError):
            for word in shlex.split(command)[:_MAX_WORDS]:
                self._place(word)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not self._is_placing:
            path, _, flags = arguments
            if isinstance(path, str | bytes) and isinstance(flags, int) and not flags & _ANEW:
                self._place(os.fsdecode(path))

    def _place(self, path: str) -> None:
        source = index().named(os.path.basename(path))
        if source is None:
            return
        self._is_placing = True
        try:
            target = os.path.abspath(path)
            if target.startswith(f"{_ROOT}/") and not os.path.lexists(target):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                copy(source, target)
        except (OSError, ValueError):
            pass  # Whoever asked for the file says that it is not there.
        finally:
            self._is_placing = False


def _paths_in_source() -> re.Pattern[str]:
    """Paths below /content or of a Drive that end in a known name: in quotes, or as a word of a command."""
    names = "|".join(re.escape(name) for name in sorted(index().names, key=len, reverse=True))
    start = r"(?:\./)?(?:/content/|drive/)"
    return re.compile(rf"""['"]({start}[^'"\n]{{0,500}}?(?:{names}))['"]|(?<![\w/'"])({start}[^\s'"]{{0,500}}?(?:{names}))(?!\S)""")
