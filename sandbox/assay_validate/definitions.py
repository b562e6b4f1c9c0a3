"""The functions and classes of a notebook, as source."""

import ast

from IPython.core.inputtransformer2 import TransformerManager


def definitions(cells: list[str]) -> dict[str, str]:
    """By name, in the order of their last definition; cells that are not Python define nothing."""
    found: dict[str, str] = {}
    for cell in cells:
        try:
            source = TransformerManager().transform_cell(cell)
            body = ast.parse(source).body
        except SyntaxError:
            continue
        lines = source.splitlines()
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                found.pop(node.name, None)
                found[node.name] = "\n".join(lines[first - 1 : node.end_lineno]) + "\n"
    return found
