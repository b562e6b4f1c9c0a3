"""`torch.compile` where there is no compiler: what it returns is what it was given, which does the same, not faster."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

_NOTE = "torch.compile() returned your code as it was: there is no compiler while grading. That costs nothing."


def hook_compiler(torch: ModuleType, say: Callable[[str], None]) -> None:
    """Put stand-ins for `torch.compile` and `Module.compile` into their place."""

    def compile(model: Any = None, **_: Any) -> Any:
        say(_NOTE)
        if model is None:
            return compile
        if isinstance(model, torch.nn.Module):
            # Where a compiled module keeps the one that it was made of; not a submodule, so past Module's own setter.
            object.__setattr__(model, "_orig_mod", model)
        return model

    def compile_module(self: Any, *_: Any, **__: Any) -> None:
        say(_NOTE)

    torch.compile = compile
    torch.nn.Module.compile = compile_module
