"""`torch._dynamo`, imported by those who use it.

torch's optimizers import its compiler (1.5 s, 70 MB) to tell it that they are not to be compiled: two calls that do
nothing outside a compilation. Until somebody wants more of the module than these two, a stand-in answers them.
"""

import importlib
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_NAME = "torch._dynamo"
# What those who look through all modules ask of each (`inspect.getmodule`, `unittest`): they want nothing of this one,
# and may be in the middle of an import that the real module needs.
_ASKED_OF_ALL = ("__file__", "__warningregistry__")


class _StandIn(ModuleType):
    """Becomes the real module with the first look at anything but `disable` and `graph_break`."""

    def __getattr__(self, name: str) -> Any:
        if name in _ASKED_OF_ALL:
            raise AttributeError(name)
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
            try:
                importlib.import_module(_NAME)
            except BaseException:
                sys.modules[_NAME] = self
                raise
        return getattr(sys.modules[_NAME], name)


def defer_dynamo() -> None:
    """Put the stand-in where torch is imported and its compiler is not."""
    if "torch" not in sys.modules or _NAME in sys.modules:
        return
    stand_in = _StandIn(_NAME)
    # A spec, for `import torch._dynamo` looks at it; no path, for `import torch._dynamo.x` then asks __getattr__.
    stand_in.__spec__ = ModuleSpec(_NAME, None)
    stand_in.__dict__.update(graph_break=_graph_break, disable=_disable)
    sys.modules[_NAME] = stand_in


def _graph_break(*_: Any, **__: Any) -> None:
    """Outside a compilation there is no graph."""


def _disable(fn: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
    """Outside a compilation, a function that must not be compiled is the function itself."""
    return _disable if fn is None else fn
