"""Names that a cell has deleted: a check that asks for one is told so, instead of that it never was there."""

import re
from typing import Any

_MAX_NAMES = 2000
_WAYS = {
    r"^\s*%(reset_selective|reset|xdel)\b": "`%{}`",
    r"\b(globals|locals|vars)\(\)\.(?:clear|pop|popitem)\(": "`{}()`",
    r"\b(del)\b": "`{}`",
}


def names_in(namespace: dict[str, Any]) -> set[str]:
    """The notebook's own. Its keys may be objects of its own, whose code is not run here."""
    return {name for name in list(namespace) if type(name) is str and not name.startswith("_")}


class Gone:
    def __init__(self) -> None:
        self._how: dict[str, str] = {}

    def look(self, source: str, number: int, before: set[str], namespace: dict[str, Any]) -> None:
        """After a cell. `before`: the names that there were, as `names_in` gives them."""
        lost = before - names_in(namespace)
        if not lost:
            return
        found = [(way, match[1]) for text, way in _WAYS.items() if (match := re.search(text, source, re.MULTILINE))]
        what = f"{found[0][0].format(found[0][1])} in " if found else ""
        for name in sorted(lost)[:_MAX_NAMES]:
            self._how[name] = f"{what}cell {number}"

    def how(self, name: str) -> str:
        """What deleted it: ` (`%reset` in cell 9 deleted it)`; empty where nothing has."""
        return f" ({self._how[name]} deleted it)" if name in self._how else ""
