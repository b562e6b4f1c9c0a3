"""`def f[T](…)`, `class A[T]:` and `type X = …` (PEP 695): taken out of the text, and put back as typing's own objects."""

import ast
import io
import itertools
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass

Put = Callable[[ast.AST], ast.AST]

_BEFORE_STATEMENT = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_KINDS = {"": "TypeVar", "*": "TypeVarTuple", "**": "ParamSpec"}
# Hidden names are names of the whole notebook: no two are the same.
_numbers = itertools.count(1)
_PARAMETER = re.compile(r"\s*(\*{0,2})\s*(\w+)\s*(?::\s*([^=]+?))?\s*(?:=\s*(.+))?\s*$", re.DOTALL)


@dataclass
class _Taken:
    """The parameters of the statement that begins in this line and gives this name."""

    line: int
    name: str
    parameters: str
    is_alias: bool = False


def take_type_parameters(source: str) -> tuple[str, Put]:
    """The source without type parameters, and what puts their meaning into its tree."""
    taken: list[_Taken] = []
    text = source
    # From the end, so that positions before what was taken out stay.
    for start, end, replacement, found in reversed(list(_find(source))):
        text = text[:start] + replacement + text[end:]
        taken.append(found)
    return text, (_Putter(taken).visit if taken else _unchanged)


def _unchanged(tree: ast.AST) -> ast.AST:
    return tree


def _find(source: str) -> "list[tuple[int, int, str, _Taken]]":
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    try:
        tokens = [
            token
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type not in (tokenize.COMMENT, tokenize.NL)
        ]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return []

    def at(position: tuple[int, int]) -> int:
        return starts[position[0] - 1] + position[1]

    found: list[tuple[int, int, str, _Taken]] = []
    for index, token in enumerate(tokens[:-2]):
        name, after = tokens[index + 1], tokens[index + 2]
        if name.type != tokenize.NAME:
            continue
        begins = index == 0 or tokens[index - 1].type in _BEFORE_STATEMENT or tokens[index - 1].string in (";", ":")
        if token.string in ("def", "class") and after.string == "[":
            end = at(tokens[_closing(tokens, index + 2)].end)
            inner = source[at(after.end) : end - 1]
            blank = _blank(source[at(after.start) : end])
            found.append((at(after.start), end, blank, _Taken(token.start[0], name.string, inner)))
        elif begins and token.string == "type" and after.string in ("=", "["):
            inner = ""
            end = at(name.end)
            if after.string == "[":
                end = at(tokens[_closing(tokens, index + 2)].end)
                inner = source[at(after.end) : end - 1]
            taken = _Taken(token.start[0], name.string, inner, is_alias=True)
            found.append((at(token.start), end, name.string + _blank(source[at(name.end) : end]), taken))
    return found


def _blank(text: str) -> str:
    # A line break outside of brackets would end the statement.
    return re.sub(r"[^\n]", " ", text).replace("\n", "\\\n")


def _closing(tokens: list[tokenize.TokenInfo], index: int) -> int:
    depth = 0
    for position, token in enumerate(tokens[index:], index):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0:
            return position
    raise SyntaxError("'[' was never closed")


class _Putter(ast.NodeTransformer):
    """Makes the parameters under names that no notebook uses, just before the statement that they belong to."""

    def __init__(self, taken: list[_Taken]) -> None:
        self._taken = {(found.line, found.name): found for found in taken}
        self._unpacked: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | list[ast.stmt]:
        return self._definition(node)

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        target = node.targets[0]
        found = self._taken.get((node.lineno, target.id)) if isinstance(target, ast.Name) else None
        if found is None or not found.is_alias:
            return node
        made, names = self._made(found)
        text = ast.Constant(ast.unparse(node.value))
        value = ast.Lambda(ast.arguments([], [], None, [], [], None, []), _Renamer(names).visit(node.value))
        parameters = ast.Tuple([_name(hidden) for hidden in names.values()], ast.Load())
        node.value = _call("alias", ast.Constant(found.name), value, text, parameters)
        return self._placed(made, node)

    def _definition(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        # Of a decorated definition too, the line is that of its `def`.
        found = self._taken.get((node.lineno, node.name))
        self.generic_visit(node)
        if found is None or found.is_alias:
            return node
        made, names = self._made(found)
        _Renamer(names).generic_visit(node)
        if isinstance(node, ast.ClassDef) and names:
            index = ast.Tuple([self._indexed(name) for name in names.values()], ast.Load())
            generic = ast.Subscript(_extended_name("Generic"), index, ast.Load())
            node.bases.append(generic)
        node.decorator_list.append(ast.copy_location(_call("parameters", *map(_name, names.values())), node))
        return self._placed(made, node)

    def _made(self, found: _Taken) -> tuple[list[ast.stmt], dict[str, str]]:
        made: list[ast.stmt] = []
        names: dict[str, str] = {}
        for text in _split(found.parameters):
            match = _PARAMETER.match(text)
            if match is None:
                raise SyntaxError(f"invalid type parameter {text.strip()!r}")
            stars, name, bound, _default = match.groups()
            hidden = names[name] = f"_assay_{name}_{next(_numbers)}"
            if stars == "*":
                self._unpacked.add(hidden)
            words = (hidden, _KINDS[stars], name, None if bound is None else bound.strip())
            namespace = ast.Call(_name("globals"), [], [])
            made.append(ast.Expr(_call("declare", namespace, *map(ast.Constant, words))))
        return made, names

    def _indexed(self, name: str) -> ast.expr:
        if name not in self._unpacked:
            return _name(name)
        return ast.Subscript(_extended_name("Unpack"), _name(name), ast.Load())

    @staticmethod
    def _placed(made: list[ast.stmt], node: ast.stmt) -> list[ast.stmt]:
        for statement in made:
            ast.copy_location(statement, node)
        return [*made, node]


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Load) and node.id in self._names:
            return ast.copy_location(_name(self._names[node.id]), node)
        return node


def _split(parameters: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, char in enumerate(parameters):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            parts.append(parameters[start:position])
            start = position + 1
    return [part for part in [*parts, parameters[start:]] if part.strip()]


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _extended_name(name: str) -> ast.expr:
    module = ast.Call(_name("__import__"), [ast.Constant("typing_extensions")], [])
    return ast.Attribute(module, name, ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of a function of generics.py."""
    module: ast.expr = ast.Call(_name("__import__"), [ast.Constant("assay_runner.syntax.generics")], [])
    for part in ("syntax", "generics", name):
        module = ast.Attribute(module, part, ast.Load())
    return ast.Call(module, list(arguments), [])
