"""Finds string literals in Python source as Python 3.12 reads them: in an f-string's field any quote, backslash, comment
and line break may stand (PEP 701)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PREFIX = re.compile(r"(?i)(?:[bu]|br|rb|f|fr|rf|r)?(?='|\")")
_WORD = re.compile(r"\w+")
_OPEN, _CLOSE = "([{", ")]}"


class Unreadable(SyntaxError):
    """The text is no Python, of whichever version."""


@dataclass
class Field:
    """`{source = !conversion : spec}`; `start` is where its source begins."""

    source: str
    start: int
    debug: str | None = None
    conversion: str | None = None
    spec: "list[str | Field] | None" = None


@dataclass
class Literal:
    """A string literal. `parts`: of an f-string, its text (as written, with doubled braces single) and fields."""

    start: int
    end: int
    is_raw: bool
    is_bytes: bool
    parts: "list[str | Field] | None" = None


@dataclass
class Group:
    """String literals that stand beside one another: one value."""

    literals: list[Literal] = field(default_factory=list)


def read_groups(source: str) -> Iterator[Group]:
    """Every group of adjacent literals, from the left."""
    position, depth = 0, 0
    group: Group | None = None
    while position < len(source):
        literal = _literal_at(source, position)
        if literal is not None:
            group = group or Group()
            group.literals.append(literal)
            position = literal.end
            continue
        char = source[position]
        if char == "#":
            position = _line_end(source, position)
        elif char == "\\" and source[position + 1 : position + 2] == "\n":
            position += 2
        elif char in " \t\f\r" or (char == "\n" and depth > 0):
            position += 1
        else:
            if group is not None:
                yield group
                group = None
            depth += (char in _OPEN) - (char in _CLOSE)
            word = _WORD.match(source, position)
            position = word.end() if word else position + 1
    if group is not None:
        yield group


def _literal_at(source: str, position: int) -> Literal | None:
    prefix = _PREFIX.match(source, position)
    if prefix is None:
        return None
    kind = prefix.group().lower()
    quote = source[prefix.end()]
    if source.startswith(quote * 3, prefix.end()):
        quote *= 3
    body = prefix.end() + len(quote)
    if "f" in kind:
        parts, end = _read_parts(source, body, quote, is_raw="r" in kind)
        return Literal(position, end + len(quote), "r" in kind, False, parts)
    end = body
    while not source.startswith(quote, end):
        if end >= len(source) or (len(quote) == 1 and source[end] == "\n"):
            raise Unreadable("unterminated string literal")
        end += 2 if source[end] == "\\" else 1
    return Literal(position, end + len(quote), "r" in kind, "b" in kind)


def _read_parts(source: str, position: int, stop: str, *, is_raw: bool) -> tuple[list[str | Field], int]:
    """Text and fields up to `stop`, a quote or the brace that ends a format; and where that stands."""
    parts: list[str | Field] = []
    text = ""
    while not source.startswith(stop, position):
        char = source[position : position + 1]
        if not char or (char == "\n" and len(stop) == 1):
            raise Unreadable("unterminated f-string literal")
        if stop != "}" and (source.startswith("{{", position) or source.startswith("}}", position)):
            text += char
            position += 2
        elif char == "{":
            found, position = _read_field(source, position + 1)
            parts += [text, found] if text else [found]
            text = ""
        elif char == "\\" and source.startswith("\\N{", position) and not is_raw:
            end = source.index("}", position) + 1
            text += source[position:end]
            position = end
        elif char == "\\" and (not is_raw or source[position + 1 : position + 2] in ("'", '"', "\\")):
            text += source[position : position + 2]
            position += 2
        else:
            text += char
            position += 1
    return [*parts, text] if text else parts, position


def _read_field(source: str, start: int) -> tuple[Field, int]:
    position, depth = start, 0
    while True:
        char = source[position : position + 1]
        if not char:
            raise Unreadable("f-string: expecting '}'")
        literal = _literal_at(source, position)
        if literal is not None:
            position = literal.end
        elif char == "#":
            position = _line_end(source, position)
        elif depth == 0 and (char in "}:" or (char == "!" and source[position + 1] != "=")):
            break
        else:
            depth += (char in _OPEN) - (char in _CLOSE)
            if depth < 0:
                raise Unreadable(f"f-string: unmatched {char!r}")
            word = _WORD.match(source, position)
            position = word.end() if word else position + 1
    found = Field(source[start:position], start)
    # `x=` shows its own text; `==` and its kin do not end a field.
    if re.search(r"(?<![=!<>])=\s*$", found.source):
        found.debug = found.source
        found.source = found.source.rstrip()[:-1]
    if source[position] == "!":
        conversion = _WORD.match(source, position + 1)
        if conversion is None:
            raise Unreadable("f-string: missing conversion character")
        found.conversion = conversion.group()
        position = conversion.end()
    if source[position] == ":":
        found.spec, position = _read_parts(source, position + 1, "}", is_raw=False)
    if source[position] != "}":
        raise Unreadable("f-string: expecting '}'")
    return found, position + 1


def _line_end(source: str, position: int) -> int:
    end = source.find("\n", position)
    return len(source) if end < 0 else end
