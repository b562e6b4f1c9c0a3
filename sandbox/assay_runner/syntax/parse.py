"""A tree of this Python from source in the syntax of a newer one."""

import ast

from .fstrings import take_fstrings
from .type_parameters import take_type_parameters

# As it was before anything of ours stood in its place.
_parse = ast.parse


def parse_newer(source: str) -> ast.Module:
    """The tree of a module in the syntax of Python 3.13. SyntaxError where it is none."""
    text, put_fstrings = take_fstrings(source)
    text, put_types = take_type_parameters(text)
    tree = put_types(put_fstrings(_parse(text)))
    return ast.fix_missing_locations(tree)
