"""Wrong solutions made from a right one, by slips that are usual in this field.

Each mutant changes one place of one function or class. What it is called stays the same while that line stays, so that
an author can mark a mutant that is no mistake.
"""

import ast
import copy
import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .operators import Change, changes


@dataclass(frozen=True)
class Mutant:
    """`name` is unique within a notebook; `source` defines the function anew."""

    name: str
    function: str
    source: str
    diff: str
    # Whether a check can see it: what a function does to an argument after its answer stays on the student's side.
    scored: bool

    def fields(self) -> dict[str, str | bool]:
        """As JSON."""
        return asdict(self)


def mutants(source: str) -> Iterator[Mutant]:
    """The mutants of the one function or class that `source` defines."""
    tree = ast.parse(source)
    function = tree.body[0].name  # type: ignore[attr-defined]
    right = ast.unparse(tree)
    seen = {right}
    named: Counter[str] = Counter()
    for index, node in enumerate(ast.walk(tree)):
        for change in changes(node):
            wrong = _changed(tree, index, change)
            if wrong is None or wrong in seen:
                continue
            seen.add(wrong)
            place = "" if isinstance(node, ast.FunctionDef) else f" in `{_place(node)}`"
            name = f"{function}: {change.label}{place}"
            named[name] += 1
            count = f" ({named[name]})" if named[name] > 1 else ""
            yield Mutant(name + count, function, wrong, _diff(right, wrong), change.scored)


def _changed(tree: ast.Module, index: int, change: Change) -> str | None:
    """The source with the node of this index changed; None where what comes out is no program."""
    twin = copy.deepcopy(tree)
    target = next(node for at, node in enumerate(ast.walk(twin)) if at == index)
    try:
        replaced = _Put(target, change.make(target)).visit(twin)
        return ast.unparse(ast.parse(ast.unparse(ast.fix_missing_locations(replaced))))
    except (SyntaxError, ValueError):
        return None


class _Put(ast.NodeTransformer):
    def __init__(self, target: ast.AST, made: ast.AST | list[ast.stmt] | None) -> None:
        self._target, self._made = target, made

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt] | None:
        return self._made if node is self._target else self.generic_visit(node)


def _place(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _diff(right: str, wrong: str) -> str:
    lines = difflib.unified_diff(right.splitlines(), wrong.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
