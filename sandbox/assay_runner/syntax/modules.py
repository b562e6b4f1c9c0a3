"""Newer syntax in what a notebook writes to files: modules that it imports, scripts that `python` is given.

Imported by every Python of the image as it starts, so that a script of the notebook's finds its modules as well: it
imports nothing until some source does not compile.
"""

import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any

_told: list[Callable[[], None]] = []


def read_modules(on_newer: Callable[[], None] | None = None) -> None:
    """Let source files be read so from now on. `on_newer` is told of each that needed it."""
    if on_newer is not None:
        _told.append(on_newer)
    if SourceFileLoader.source_to_code is not _source_to_code:
        SourceFileLoader.source_to_code = _source_to_code  # type: ignore[method-assign]


def read_scripts() -> None:
    """For a Python that is given a script: `python train.py`."""
    read_modules()
    sys.path_hooks.insert(0, _ScriptFinder)


def compile_newer(source: Any, filename: str, mode: str, *args: Any, **kwargs: Any) -> Any:
    """`compile`, for a module that compiles files itself."""
    try:
        return compile(source, filename, mode, *args, **kwargs)
    except SyntaxError:
        code = _newer_code(source, filename) if mode == "exec" else None
        if code is None:
            raise
        return code


_original = SourceFileLoader.source_to_code


def _source_to_code(self: SourceFileLoader, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:
    try:
        return _original(self, data, path, _optimize=_optimize)
    except SyntaxError:
        code = _newer_code(data, path)
        if code is None:
            raise
        return code


def _newer_code(source: Any, filename: str) -> CodeType | None:
    from .parse import parse_newer

    try:
        if not isinstance(source, str):
            from importlib.util import decode_source

            source = decode_source(source)
        code = compile(parse_newer(source), filename, "exec", dont_inherit=True)
    except Exception:  # Neither here nor there: the error of this Python names the place
        return None
    for tell in _told:
        tell()
    return code


class _ScriptFinder:
    """Python asks the hooks of its path whether a script is a folder in disguise, and then runs its `__main__`."""

    def __init__(self, path: str) -> None:
        if not path.endswith(".py") or not _needs_newer(path):
            raise ImportError
        self._path = path

    def find_spec(self, fullname: str, target: object = None) -> Any:
        if fullname != "__main__":
            return None
        import os
        from importlib.util import spec_from_file_location

        if sys.path[:1] == [self._path]:
            sys.path[0] = os.path.dirname(os.path.abspath(self._path))
        return spec_from_file_location("__main__", self._path)


def _needs_newer(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            source = file.read()
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return _newer_code(source, path) is not None
    except (OSError, ValueError):
        pass
    return False
