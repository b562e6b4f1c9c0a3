"""What a notebook's own objects hold, as a list that is another one once any of them has changed."""

import io
import marshal
import random
import sys
import types
import weakref
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
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

Within = Callable[[Any], Iterable[Any]]


class Untold(Exception):
    """Something whose state cannot be told, such as how far an iterator has come."""


class Fingerprint:
    """`parts` is equal for two looks where nothing that was added has changed between them."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._seen: dict[int, int] = {}
        # While they live, no other object has their identity.
        self._held: list[Any] = []
        self._known: dict[type, Within] = {}
        self.parts: list[Any] = []

    def add(self, value: Any) -> None:
        """This, and all that it leads to. Raises Untold."""
        waiting = [value]
        parts, seen, known = self.parts, self._seen, self._known
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
                if kind not in known:
                    known[kind] = self._way_into(kind)
                waiting.extend(known[kind](value))

    def _way_into(self, kind: type) -> Within:
        """What looks at values of this type: it notes what they say themselves, and returns what they lead to."""
        for base, within in self._ways():
            if issubclass(kind, base):
                return within
        if str(kind.__module__).partition(".")[0] in _OPAQUE:
            return self._itself
        slots = [name for base in kind.__mro__ for name in _slots(base)]
        return lambda value: self._instance(value, slots)

    def _ways(self) -> Iterator[tuple[type | tuple[type, ...], Within]]:
        yield type, self._class
        yield types.FunctionType, self._function
        yield types.ModuleType, self._module
        yield types.MethodType, lambda value: (value.__self__, value.__func__)
        yield (staticmethod, classmethod), lambda value: (value.__func__,)
        yield property, lambda value: (value.fget, value.fset, value.fdel)
        yield partial, lambda value: (value.func, value.args, value.keywords, vars(value))
        yield _lru_cache_wrapper, lambda value: (tuple(value.cache_info()), value.__wrapped__)
        yield random.Random, lambda value: (value.getstate(),)
        yield (set, frozenset), lambda value: (len(value), hash(frozenset(value)))
        yield weakref.ref, self._itself
        yield io.IOBase, self._untold
        numpy, torch = sys.modules.get("numpy.random"), sys.modules.get("torch")
        if numpy is not None:
            yield numpy.Generator, lambda value: (value.bit_generator.state,)
            yield numpy.RandomState, lambda value: (value.get_state(legacy=False),)
            yield sys.modules["numpy"].ndarray, self._array
        if torch is not None:
            yield torch.Generator, lambda value: (value.get_state(),)
            yield torch.Tensor, self._tensor

    def _itself(self, value: Any) -> Iterable[Any]:
        self.parts.append(id(value))
        return ()

    def _untold(self, value: Any) -> Iterable[Any]:
        raise Untold

    def _class(self, value: type) -> Iterable[Any]:
        if value.__module__ != _MAIN and not _is_students(sys.modules.get(value.__module__)):
            return self._itself(value)
        return [part for entry in vars(value).items() if entry[0] not in _NOT_OWN for part in entry]

    def _function(self, value: types.FunctionType) -> Iterable[Any]:
        if value.__globals__ is not self._namespace and not _is_students(sys.modules.get(value.__module__ or "")):
            return self._itself(value)
        self.parts.append(id(value.__code__))
        cells = [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
        return [value.__defaults__, value.__kwdefaults__, vars(value), *cells]

    def _module(self, value: types.ModuleType) -> Iterable[Any]:
        if not _is_students(value):
            return self._itself(value)
        return [part for entry in vars(value).items() if entry[0] != "__builtins__" for part in entry]

    def _array(self, value: Any) -> Iterable[Any]:
        numpy = sys.modules["numpy"]
        self.parts += (value.shape, value.dtype)
        if value.dtype.hasobject:
            return list(value.flat)
        self.parts.append(zlib.crc32(numpy.ascontiguousarray(numpy.asarray(value)).data.cast("B")) if value.size else 0)
        return (getattr(value, "__dict__", None), getattr(value, "_mask", None))

    def _tensor(self, value: Any) -> Iterable[Any]:
        torch = sys.modules["torch"]
        if value.device.type != "cpu" or value.layout is not torch.strided:
            raise Untold
        flat = value.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
        self.parts += (value.shape, value.dtype, value.requires_grad)
        self.parts.append(zlib.crc32(flat.view(torch.uint8).numpy().data) if flat.numel() else 0)
        return (value.grad if value.is_leaf else None, value.__dict__ or None)

    def _instance(self, value: Any, slots: list[str]) -> Iterable[Any]:
        within: list[Any] = []
        if isinstance(value, dict):
            self.parts.append(len(value))
            within += [part for entry in value.items() for part in entry]
        elif isinstance(value, list | tuple | deque):
            within += self._items(value)
        attributes = getattr(value, "__dict__", None)
        if attributes is not None or slots:
            # Here, and not each as an object of its own: a network has many attributes that are empty or a number.
            for name, attribute in (attributes or {}).items():
                self.parts.append(name)
                kind = type(attribute)
                if kind in _ATOMS:
                    self.parts.append(attribute)
                elif (kind is dict or kind is OrderedDict) and not attribute:
                    self.parts.append(kind)
                else:
                    within.append(attribute)
            within += [getattr(value, name, None) for name in slots]
        elif isinstance(value, Iterator):
            raise Untold
        elif not isinstance(value, dict | list | tuple | deque):
            # A built-in function, a dtype, a pattern: such are not changed.
            self.parts.append(id(value))
        return within

    def _items(self, value: Any) -> Iterable[Any]:
        self.parts.append(len(value))
        if len(value) >= _MARSHALLED_FROM:
            try:
                self.parts.append(hash(marshal.dumps(value, 2)))
                return ()
            except ValueError:
                pass
        return value


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
