"""f-strings of Python 3.12: taken out of the text, and put back into the tree, which is the same in both versions."""

import ast
import re
from collections.abc import Callable

from .reader import Field, Group, Literal, Unreadable, read_groups

_ESCAPE = re.compile(r"\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|N\{[^}]*\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_NAME = "_assay_fstring_{}"

Put = Callable[[ast.AST], ast.AST]


def take_fstrings(source: str) -> tuple[str, Put]:
    """The source with a name in the place of each f-string, on as many lines, and what puts them back into its tree."""
    groups = [group for group in read_groups(source) if any(literal.parts is not None for literal in group.literals)]
    values: dict[str, ast.JoinedStr] = {}
    text, position = "", 0
    for number, group in enumerate(groups):
        start, end = group.literals[0].start, group.literals[-1].end
        name = _NAME.format(number)
        values[name] = _joined(source, group)
        lines = source.count("\n", start, end)
        # In parentheses, so that it may go over as many lines as what it stands for, and touches no word beside it.
        text += source[position:start] + (f"({name}" + "\n" * lines + ")")
        position = end
    text += source[position:]
    return text, _Putter(values).visit


class _Putter(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.JoinedStr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._values.get(node.id)
        return node if value is None else ast.copy_location(value, node)


def _joined(source: str, group: Group) -> ast.JoinedStr:
    values: list[ast.expr] = []
    for literal in group.literals:
        if literal.is_bytes:
            raise Unreadable("cannot mix bytes and nonbytes literals")
        if literal.parts is None:
            values.append(ast.Constant(ast.literal_eval(source[literal.start : literal.end])))
        else:
            values += _values(source, literal, literal.parts)
    return ast.JoinedStr(_merged(values))


def _values(source: str, literal: Literal, parts: list[str | Field]) -> list[ast.expr]:
    values: list[ast.expr] = []
    for part in parts:
        if isinstance(part, str):
            values.append(ast.Constant(part if literal.is_raw else _unescaped(part)))
            continue
        if part.debug is not None:
            values.append(ast.Constant(part.debug))
        values.append(_formatted(source, literal, part))
    return values


def _formatted(source: str, literal: Literal, part: Field) -> ast.FormattedValue:
    if part.conversion not in (None, "s", "r", "a"):
        raise Unreadable(f"f-string: invalid conversion character {part.conversion!r}")
    spec = None if part.spec is None else ast.JoinedStr(_merged(_values(source, literal, part.spec)))
    conversion = part.conversion
    if conversion is None and part.debug is not None and spec is None:
        conversion = "r"
    text, put = take_fstrings(f"({part.source}\n)")
    tree = ast.parse(text, mode="eval")
    if isinstance(tree.body, ast.Tuple) and not tree.body.elts and not part.source.lstrip().startswith("("):
        raise Unreadable("f-string: valid expression required before '}'")
    ast.increment_lineno(tree, source.count("\n", 0, part.start))
    return ast.FormattedValue(put(tree.body), -1 if conversion is None else ord(conversion), spec)


def _merged(values: list[ast.expr]) -> list[ast.expr]:
    """Text beside text is one piece, as the compiler expects it."""
    merged: list[ast.expr] = []
    for value in values:
        if isinstance(value, ast.Constant) and merged and isinstance(merged[-1], ast.Constant):
            merged[-1] = ast.Constant(merged[-1].value + value.value)
        else:
            merged.append(value)
    return merged


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: ast.literal_eval(f'"""{match.group()}"""'), text)
