"""The shell's compiler, which reads cells."""

import ast
from collections.abc import Callable

from IPython.core.compilerop import CachingCompiler

from .parse import parse_newer


class NewerSyntaxCompiler(CachingCompiler):
    """`on_newer` is told of each cell that needed the newer syntax."""

    on_newer: Callable[[], None] | None = None

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        try:
            return super().ast_parse(source, filename, symbol)
        except SyntaxError:
            try:
                tree = parse_newer(source)
            except Exception:  # Neither here nor there: the error of this Python names the place
                tree = None
            if tree is None:
                raise
        if self.on_newer is not None:
            self.on_newer()
        return tree
