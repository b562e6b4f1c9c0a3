"""Watching how the student's code uses a function that it was given."""

from collections.abc import Callable
from typing import Any

Call = tuple[tuple[Any, ...], dict[str, Any]]


class Spy:
    """Calls `function` and records the arguments: `.calls` is a list of `(args, kwargs)`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.calls: list[Call] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls.append((args, kwargs))
        return self._function(*args, **kwargs)


def spy(function: Callable[..., Any]) -> Spy:
    """Wrap a call-back so that its calls can be looked at afterwards."""
    return Spy(function)
