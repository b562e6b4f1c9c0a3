"""Answers that nobody worked for, in place of the notebook's own. The runner's process imports this for a patch."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from .odd import ODD

Answer = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


_replaced: list[tuple[type, str, Any]] = []


def take_back() -> None:
    """Give the classes whose methods were replaced their own again."""
    while _replaced:
        setattr(*_replaced.pop())


def replace(namespace: dict[str, Any], names: Iterable[str], answer: str) -> None:
    """Let these functions, and the methods of these classes, answer so: `none`, `zeros`, …, or `odd:7`."""
    given = _odd(int(answer[4:])) if answer.startswith("odd:") else TRIVIAL[answer]
    for name in names:
        value = namespace.get(name)
        if inspect.isclass(value):
            for attribute, method in list(vars(value).items()):
                if inspect.isfunction(method) and (not attribute.startswith("__") or attribute == "__call__"):
                    _replaced.append((value, attribute, method))
                    setattr(value, attribute, _answering(method, given, skipped=1))
        elif callable(value):
            namespace[name] = _answering(value, given, skipped=0)


def _answering(function: Callable[..., Any], answer: Answer, skipped: int) -> Callable[..., Any]:
    """`skipped` arguments, the instance, are none of the caller's."""

    @wraps(function)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        return answer(lambda: function(*args, **kwargs), args[skipped:], kwargs)

    return stand_in


def _like(make: Callable[[Any], Any]) -> Answer:
    return lambda right, args, kwargs: _map(right(), make)


def _map(value: Any, make: Callable[[Any], Any]) -> Any:
    """The same shapes with other numbers."""
    if isinstance(value, dict):
        return {key: _map(item, make) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_map(item, make) for item in value) if type(value) in (tuple, list) else value
    if isinstance(value, bool | int | float):
        return type(value)(make(_scalar(value)))
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return make(value)
    if callable(getattr(value, "forward", None)):
        # A model that knows as little; training for it is all the same.
        value.forward = _answering(value.forward, _like(make), skipped=0)
    return value


def _scalar(value: float) -> Any:
    import numpy

    return numpy.asarray(float(value))


def _zeros(value: Any) -> Any:
    return value * 0


def _ones(value: Any) -> Any:
    return value * 0 + 1


def _noise(value: Any) -> Any:
    import numpy

    drawn = numpy.random.default_rng().standard_normal(tuple(value.shape))
    if isinstance(value, numpy.ndarray | numpy.generic):
        return numpy.asarray(drawn).astype(value.dtype)
    import torch

    return torch.as_tensor(drawn).to(value.dtype)


def _first(right: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return args[0] if args else next(iter(kwargs.values()), None)


def _last(right: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return next(reversed(kwargs.values()), None) if kwargs else (args[-1] if args else None)


TRIVIAL: dict[str, Answer] = {
    "none": lambda right, args, kwargs: None,
    "zeros": _like(_zeros),
    "ones": _like(_ones),
    "noise": _like(_noise),
    "first": _first,
    "last": _last,
    "constant": lambda right, args, kwargs: 0.5,
}


def _odd(index: int) -> Answer:
    return lambda right, args, kwargs: ODD[index][1]()
