"""What type parameters and `type` statements come to when the rewritten code runs."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import typing_extensions


def declare(namespace: dict[str, Any], hidden: str, kind: str, name: str, bound: str | None) -> None:
    """A type parameter under its hidden name, which nested classes and functions find as well.

    A bound is read lazily by Python 3.13, and by nothing at run time: it stays text.
    """
    make = getattr(typing_extensions, kind)
    namespace[hidden] = make(name) if bound is None else make(name, bound=bound)


def parameters(*found: Any) -> Callable[[Any], Any]:
    """The innermost decorator of a generic function or class."""

    def decorate(target: Any) -> Any:
        with suppress(AttributeError, TypeError):
            target.__type_params__ = found
        return target

    return decorate


def alias(name: str, value: Callable[[], Any], text: str, found: tuple[Any, ...]) -> Any:
    """`type name[…] = value`, which may speak of itself and of what comes later: then its text is its value."""
    try:
        meaning = value()
    except NameError:
        meaning = text
    return typing_extensions.TypeAliasType(name, meaning, type_params=found)
