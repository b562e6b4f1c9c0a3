"""Classes that cannot be derived from, such as torch's device: another in their place that makes the real thing."""

from collections.abc import Callable
from typing import Any


class _StandIn(type):
    real: type
    make: Callable[..., Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.make(*args, **kwargs)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.real)

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.real, name)


def stand_in(real: type, make: Callable[..., Any]) -> type:
    """A class in the place of `real`: what is called makes with `make`, and is the real class in everything else."""
    names = {"__module__": real.__module__, "__qualname__": real.__qualname__, "__doc__": real.__doc__}
    return _StandIn(real.__name__, (), {**names, "real": real, "make": staticmethod(make)})
