"""Which names a cell makes and which it takes from others, read from its source: so that a failure can be traced to
the cell that began it. Nothing is run for it, and where the source does not say all, that is said."""

import re
import symtable
from collections.abc import Callable, Iterator
from typing import NamedTuple

_MAX_CHARS = 100_000
_MAX_NAMES = 300
_MAX_NAME_CHARS = 80
# Cell magics whose body is Python of the same namespace, and those that have nothing to do with it.
_PYTHON_CELLS = {"time", "timeit", "capture", "prun"}
_OTHER_CELLS = {"bash", "sh", "shell", "script", "writefile", "file", "html", "HTML", "markdown", "latex", "javascript"}
_CELL_MAGIC = re.compile(r"%%(\w+)[^\n]*\n?")
# Line magics that make no names.
_PLAIN_MAGICS = "alias autoreload cd conda config env load_ext ls matplotlib mkdir pip pwd set_env system tensorboard"
_MAGIC = re.compile(r"run_(?:line|cell)_magic\('(\w+)'")
# With one of these, names may come or go without standing in the source.
_DYNAMIC = {"exec", "eval", "globals", "locals", "vars", "setattr", "delattr", "__import__"}


class Names(NamedTuple):
    #: Made at the top of the cell, also by a function that says `global`.
    binds: list[str]
    #: Taken at the top of the cell, and not made there.
    uses: list[str]
    #: Whether `binds` are all that the cell can make.
    whole: bool


_UNKNOWN = Names([], [], False)


def names_of(source: str, transform: Callable[[str], str]) -> Names:
    """`transform` makes Python of a notebook's syntax."""
    if len(source) > _MAX_CHARS:
        return _UNKNOWN
    try:
        magic = _CELL_MAGIC.match(source.lstrip())
        if magic is None:
            return _read(transform(source))
        if magic[1] in _OTHER_CELLS:
            return Names([], [], True)
        body = _read(transform(source.lstrip()[magic.end() :]))
        return body._replace(whole=body.whole and magic[1] in _PYTHON_CELLS - {"capture"})
    except Exception:  # No Python of this version, or nested beyond what is read
        return _UNKNOWN


def _read(code: str) -> Names:
    top = symtable.symtable(code, "<cell>", "exec")
    symbols = top.get_symbols()
    binds = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    taken = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    mentioned = set(taken)
    for table in _below(top):
        for symbol in table.get_symbols():
            if symbol.is_declared_global() and symbol.is_assigned():
                binds.add(symbol.get_name())
            if symbol.is_global():
                mentioned.add(symbol.get_name())
    magics = set(_MAGIC.findall(code)) - set(_PLAIN_MAGICS.split())
    is_whole = not (magics or mentioned & _DYNAMIC or re.search(r"import\s*\(?\s*\*", code))
    made, used = _bounded(binds), _bounded(taken - binds)
    return Names(made, used, is_whole and len(made) == len(binds))


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    waiting = list(table.get_children())
    while waiting:
        child = waiting.pop()
        yield child
        waiting.extend(child.get_children())


def _bounded(names: set[str]) -> list[str]:
    return sorted(name for name in names if len(name) <= _MAX_NAME_CHARS)[:_MAX_NAMES]
