"""What is done to a library as soon as a notebook has imported it: nothing is imported for it, and nothing patched in
a notebook that does not use it."""

import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType

Hook = Callable[[ModuleType], None]


class ImportHooks:
    """Calls `hooks[name]` with the module of that name after its import, once; at once where it is imported already.

    A hook that fails leaves the library as it is: what it mends is then as it would be without it.
    """

    def __init__(self, hooks: dict[str, Hook]) -> None:
        self._hooks = dict(hooks)
        for name in [name for name in self._hooks if name in sys.modules]:
            self._apply(sys.modules[name])
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._hooks:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _Hooked(spec.loader, self._apply)
                return spec
        return None

    def _apply(self, module: ModuleType) -> None:
        hook = self._hooks.pop(module.__name__, None)
        if hook is not None:
            with suppress(Exception):
                hook(module)


class _Hooked:
    """A loader that tells when it has run a module."""

    def __init__(self, loader: object, loaded: Hook) -> None:
        self._loader = loader
        self._loaded = loaded

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module's own loader again: what asks for resources or source must find it.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._loaded(module)

    def __getattr__(self, name: str) -> object:
        return getattr(self._loader, name)
