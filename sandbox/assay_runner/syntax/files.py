"""Newer syntax in the files that are read by a notebook's own process: imports, `%run`, `inspect.getsource`."""

import ast
import runpy
from collections.abc import Callable
from functools import wraps
from typing import Any

from IPython.utils import py3compat

from .modules import compile_newer, read_modules
from .parse import parse_newer


def read_files(on_newer: Callable[[], None]) -> None:
    """Call once. `on_newer` is told of each file that needed the newer syntax."""
    read_modules(on_newer)
    # By this name each of them compiles what it runs.
    for module in (py3compat, runpy):
        module.compile = compile_newer  # type: ignore[attr-defined]
    ast.parse = _newer_parse(ast.parse)


def _newer_parse(original: Callable[..., Any]) -> Callable[..., Any]:
    """`inspect` looks for classes in the tree of their file."""

    @wraps(original)
    def parse(source: Any, filename: Any = "<unknown>", mode: str = "exec", **options: Any) -> Any:
        try:
            return original(source, filename, mode, **options)
        except SyntaxError:
            if mode != "exec" or not isinstance(source, str):
                raise
            try:
                tree = parse_newer(source)
            except Exception:  # Neither here nor there
                tree = None
            if tree is None:
                raise
            return tree

    return parse
