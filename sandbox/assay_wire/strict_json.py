"""JSON that both languages read the same way: no NaN, no infinities, no repeated keys, bounded depth and size."""

import json
import math
from typing import Any, NoReturn

from .errors import ProtocolError
from .limits import DEPTH_MAX, INTEGER_MAX, NODES_MAX


def parse_object(raw: bytes) -> dict[str, Any]:
    """One JSON object from UTF-8 bytes; raises ProtocolError for anything else."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique)
    except ProtocolError:
        raise
    except (ValueError, RecursionError) as error:
        # ValueError covers bad UTF-8, bad JSON and integers of thousands of digits.
        raise ProtocolError(f"header is not strict JSON: {type(error).__name__}") from None
    if type(value) is not dict:
        raise ProtocolError("header is not a JSON object")
    check_size(value)
    return value


def dump_object(value: dict[str, Any]) -> bytes:
    """The compact UTF-8 bytes of a JSON object; raises ProtocolError where `parse_object` would refuse them."""
    check_size(value)
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"header cannot be written as JSON: {error}") from None


def check_size(value: Any) -> None:
    """Refuse more than NODES_MAX JSON values, nesting deeper than DEPTH_MAX, and integers that JavaScript rounds."""
    nodes = 0
    level = [value]
    for _ in range(DEPTH_MAX + 1):
        nodes += len(level)
        if nodes > NODES_MAX:
            raise ProtocolError(f"header has more than {NODES_MAX} values")
        if any(type(item) is int and abs(item) > INTEGER_MAX for item in level):
            raise ProtocolError("header holds an integer beyond 2^53 - 1")
        containers = [item for item in level if isinstance(item, (dict, list))]
        if not containers:
            return
        level = [child for item in containers for child in (item.values() if isinstance(item, dict) else item)]
    raise ProtocolError(f"header is nested deeper than {DEPTH_MAX}")


def _no_constant(_: str) -> NoReturn:
    raise ProtocolError("header holds NaN or an infinity")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ProtocolError("header holds a number that overflows")
    # JavaScript would pass it on as an integer.
    if value.is_integer() and abs(value) > INTEGER_MAX:
        raise ProtocolError("header holds an integer beyond 2^53 - 1")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ProtocolError("header repeats a key")
    return result
