"""Colab's rule for cell magics: comments may stand before them."""

import re

_CELL_MAGIC = re.compile(r"%%[A-Za-z]")


def hoist_cell_magic(lines: list[str]) -> list[str]:
    """Drop blank lines and comments (`#@title …`) before a cell magic; IPython takes one in the first line only.

    The comments cannot follow the magic instead: its body need not be Python.
    """
    for index, line in enumerate(lines):
        if _CELL_MAGIC.match(line):
            return lines[index:]
        if line.strip() and not line.lstrip().startswith("#"):
            break
    return lines
