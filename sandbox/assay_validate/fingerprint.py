"""What a notebook's own objects hold, as a list that is another one once any of them has changed."""

import io
import marshal
import random
import sys
import types
import weakref
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from functools import _lru_cache_wrapper, partial
from typing import Any

_ATOMS = frozenset((int, float, complex, bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented), range))
_MARSHALLED_FROM = 32
# As far as a notebook of a course goes; to look at more takes longer than a process of its own.
_MOST_OBJECTS = 20_000
# Large, or held by the process as a whole: nothing that an answer depends on.
_OPAQUE = frozenset("matplotlib IPython PIL ipykernel logging threading tqdm ctypes assay_runner".split())
_NOT_OWN = frozenset(("__dict__", "__weakref__", "__doc__", "_abc_impl"))
_MAIN = "__main__"


class Untold(Exception):
    """Something whose state cannot be told, such as how far an iterator has come."""


class Fingerprint:
    """`parts` is equal for two looks where nothing that was added has changed between them."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._seen: dict[int, int] = {}
        # While they live, no other object has their identity.
        self._held: list[Any] = []
        self.parts: list[Any] = []

    def add(self, value: Any) -> None:
        """This, and all that it leads to. Raises Untold."""
        waiting = [value]
        parts, seen = self.parts, self._seen
        while waiting:
            value = waiting.pop()
            kind = type(value)
            parts.append(kind)
            if kind in _ATOMS:
                parts.append(value)
            elif id(value) in seen:
                parts.append(seen[id(value)])
            else:
                seen[id(value)] = len(seen)
                self._held.append(value)
                if len(seen) > _MOST_OBJECTS:
                    raise Untold
                waiting.extend(self._within(value, kind))

    def _within(self, value: Any, kind: type) -> Iterable[Any]:
        """Notes what the value itself says; what it leads to is looked at later."""
        if kind in (list, tuple):
            return self._items(value)
        if kind is dict:
            return self._entries(value)
        if kind is types.FunctionType:
            return self._function(value)
        if issubclass(kind, type):
            return self._class(value)
        if issubclass(kind, types.ModuleType):
            return self._module(value)
        array = self._array(value, kind)
        if array is not None:
            return array
        return self._other(value, kind)

    def _note(self, *what: Any) -> tuple[()]:
        self.parts.extend(what)
        return ()

    def _items(self, value: Any) -> Iterable[Any]:
        self.parts.append(len(value))
        if len(value) >= _MARSHALLED_FROM:
            try:
                return self._note(hash(marshal.dumps(value, 2)))
            except ValueError:
                pass
        return value

    def _entries(self, value: Any) -> Iterable[Any]:
        self.parts.append(len(value))
        return [part for entry in value.items() for part in entry]

    def _function(self, value: types.FunctionType) -> Iterable[Any]:
        module = sys.modules.get(value.__module__ or "")
        if value.__globals__ is not self._namespace and not _is_students(module):
            return self._note(id(value))
        self.parts.append(id(value.__code__))
        cells = [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
        return [value.__defaults__, value.__kwdefaults__, vars(value), *cells]

    def _class(self, value: type) -> Iterable[Any]:
        if value.__module__ != _MAIN and not _is_students(sys.modules.get(value.__module__)):
            return self._note(id(value))
        return [part for entry in vars(value).items() if entry[0] not in _NOT_OWN for part in entry]

    def _module(self, value: types.ModuleType) -> Iterable[Any]:
        self.parts.append(id(value))
        if not _is_students(value):
            return ()
        return [part for entry in vars(value).items() if entry[0] != "__builtins__" for part in entry]

    def _array(self, value: Any, kind: type) -> Iterable[Any] | None:
        """None where it is none: numpy and torch may not be there."""
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        if numpy is not None and issubclass(kind, numpy.ndarray):
            self._note(value.shape, value.dtype)
            if value.dtype.hasobject:
                return list(value.flat)
            self._note(zlib.crc32(numpy.ascontiguousarray(numpy.asarray(value)).data.cast("B")) if value.size else 0)
            return [getattr(value, "__dict__", None), getattr(value, "_mask", None)]
        if torch is not None and issubclass(kind, torch.Tensor):
            self._note(tuple(value.shape), value.dtype, value.requires_grad, self._bytes_of(value.detach(), torch))
            return [value.grad if value.is_leaf else None, vars(value)]
        return None

    def _bytes_of(self, tensor: Any, torch: Any) -> int:
        if tensor.device.type != "cpu" or tensor.layout is not torch.strided:
            raise Untold
        flat = tensor.resolve_conj().resolve_neg().contiguous().reshape(-1)
        return zlib.crc32(flat.view(torch.uint8).numpy().data) if flat.numel() else 0

    def _other(self, value: Any, kind: type) -> Iterable[Any]:
        numpy, torch = sys.modules.get("numpy.random"), sys.modules.get("torch")
        if str(kind.__module__).partition(".")[0] in _OPAQUE or issubclass(kind, weakref.ref):
            return self._note(id(value))
        if isinstance(value, types.MethodType):
            return [value.__self__, value.__func__]
        if isinstance(value, staticmethod | classmethod):
            return [value.__func__]
        if isinstance(value, property):
            return [value.fget, value.fset, value.fdel]
        if isinstance(value, partial):
            return [value.func, value.args, value.keywords, vars(value)]
        if isinstance(value, _lru_cache_wrapper):
            return [tuple(value.cache_info()), value.__wrapped__]
        if isinstance(value, random.Random):
            return [value.getstate()]
        if numpy is not None and isinstance(value, numpy.Generator):
            return [value.bit_generator.state]
        if numpy is not None and isinstance(value, numpy.RandomState):
            return [value.get_state(legacy=False)]
        if torch is not None and isinstance(value, torch.Generator):
            return [value.get_state()]
        if isinstance(value, set | frozenset):
            return self._note(len(value), hash(frozenset(value)))
        return self._instance(value, kind)

    def _instance(self, value: Any, kind: type) -> Iterable[Any]:
        within: list[Any] = []
        if isinstance(value, dict):
            within += self._entries(value)
        elif isinstance(value, list | tuple | deque):
            within += self._items(value)
        attributes = getattr(value, "__dict__", None)
        slots = [name for base in kind.__mro__ for name in _slots(base)]
        if isinstance(value, Iterator) and (attributes is None or isinstance(value, io.IOBase)):
            raise Untold
        if attributes is None and not slots:
            # A built-in function, a dtype, a pattern: such are not changed.
            return within if within else self._note(id(value))
        within.append(attributes)
        within += [getattr(value, name, None) for name in slots]
        return within


def _is_filled(cell: types.CellType) -> bool:
    try:
        cell.cell_contents
    except ValueError:
        return False
    return True


def _is_students(module: types.ModuleType | None) -> bool:
    """A file that a cell has written, not an installed library."""
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and not file.startswith((sys.prefix, sys.base_prefix, sys.exec_prefix))


def _slots(base: type) -> list[str]:
    if base.__module__ != _MAIN:
        return []
    slots = vars(base).get("__slots__", ())
    return [slots] if isinstance(slots, str) else list(slots)
