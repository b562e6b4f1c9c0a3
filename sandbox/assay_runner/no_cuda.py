"""CUDA where there is none: what a notebook asks of it is done on processors, and the student is told once.

More than every second notebook that uses torch names `cuda` without asking whether it is there. `is_available()` stays
False; whatever takes a device is put behind a function that says `cpu` for `cuda`. Nothing is touched in a notebook
that never names it. Not a mode of torch's: that would cost every operation a call.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from types import ModuleType
from typing import Any

from .cuda_module import stand_in_for_cuda, stand_in_for_mps
from .stand_in import stand_in

NOTE = "This notebook asks for a GPU, and none is here, so it ran on processors. That costs nothing."

# What notebooks name: NVIDIA's, Apple's, Intel's and Google's.
DEVICES = ("cuda", "mps", "xpu", "xla")

Function = Callable[..., Any]

# Beside the makers that torch lists itself.
_MAKERS = "zeros_like ones_like empty_like full_like rand_like randn_like randint_like normal".split()
_NEW = "new_empty new_full new_ones new_tensor new_zeros".split()
_KINDS = "Float Double Half BFloat16 Byte Char Short Int Long Bool".split()


def take_over(torch: ModuleType, say: Callable[[str], None]) -> None:
    """Put the stand-ins in place; `say` tells the student, at each use."""
    _Processors(torch, say).take_over()


class _Processors:
    def __init__(self, torch: ModuleType, say: Callable[[str], None]) -> None:
        self._torch = torch
        self._real_device = torch.device
        self._cpu = torch.device("cpu")
        self._say = say
        self._replaced: list[tuple[Function, Function]] = []

    def take_over(self) -> None:
        torch = self._torch
        # torch keeps this list, and must keep it with the originals: `with torch.device(…)` looks them up.
        from torch.utils._device import _device_constructors

        makers = [maker.__name__ for maker in _device_constructors()]
        self._replace(torch, [name for name in makers if hasattr(torch, name)] + _MAKERS, self._named)
        self._replace(torch.fft, ["fftfreq", "rfftfreq"], self._named)
        self._replace(torch.Tensor, _NEW, self._named)
        self._replace(torch.nn.Module, ["to_empty"], self._named)
        for owner in (torch.Tensor, torch.nn.Module):
            self._replace(owner, ["to"], self._placed(1))
        self._replace(torch, ["set_default_device"], self._placed(0))
        self._replace(torch, ["set_default_tensor_type"], self._kind(0))
        self._replace(torch.Tensor, ["type"], self._kind(1))
        self._replace(torch.Tensor, ["cuda", "xpu", "pin_memory"], self._unmoved)
        for storage in (torch.UntypedStorage, torch.TypedStorage):
            self._replace(storage, ["cuda", "pin_memory"], self._unmoved)
        self._replace(torch, ["load"], self._loaded)
        self._replace(torch.jit, ["script"], self._scripted)
        torch.device = stand_in(torch.device, self._make_device)
        torch.Generator = stand_in(torch.Generator, self._make_generator(torch.Generator))
        stand_in_for_cuda(torch, self._tell)
        stand_in_for_mps(torch, self._tell)
        for kind in _KINDS:
            setattr(torch.cuda, f"{kind}Tensor", getattr(torch, f"{kind}Tensor"))

    def _replace(self, owner: Any, names: Iterable[str], wrapper: Callable[[Function], Function]) -> None:
        for name in names:
            original = getattr(owner, name)
            replacement = wraps(original)(wrapper(original))
            self._replaced.append((original, replacement))
            setattr(owner, name, replacement)

    def _tell(self) -> None:
        self._say(NOTE)

    def _here(self, device: Any) -> Any:
        """The device that stands for this one, which may be no device at all."""
        match device:
            case bool():
                return device
            case int():
                is_elsewhere = True  # 0 is `cuda:0`
            case str():
                is_elsewhere = device.partition(":")[0] in DEVICES
            case _:
                is_elsewhere = isinstance(device, self._real_device) and device.type in DEVICES
        if not is_elsewhere:
            return device
        self._tell()
        return self._cpu

    def _named(self, original: Function) -> Function:
        """The device comes by name; memory is never pinned, for nothing reads it from elsewhere."""

        def function(*args: Any, **kwargs: Any) -> Any:
            if "device" in kwargs:
                kwargs["device"] = self._here(kwargs["device"])
            if kwargs.get("pin_memory"):
                kwargs["pin_memory"] = False
            return original(*args, **kwargs)

        return function

    def _placed(self, place: int) -> Callable[[Function], Function]:
        """The device comes by name or as this argument."""

        def wrapper(original: Function) -> Function:
            def function(*args: Any, **kwargs: Any) -> Any:
                if len(args) > place:
                    args = (*args[:place], self._here(args[place]), *args[place + 1 :])
                elif "device" in kwargs:
                    kwargs["device"] = self._here(kwargs["device"])
                return original(*args, **kwargs)

            return function

        return wrapper

    def _kind(self, place: int) -> Callable[[Function], Function]:
        """A type of tensor may come by its name, `torch.cuda.FloatTensor`, as this argument."""

        def wrapper(original: Function) -> Function:
            def function(*args: Any, **kwargs: Any) -> Any:
                if len(args) > place and isinstance(args[place], str) and args[place].startswith("torch.cuda."):
                    self._tell()
                    args = (*args[:place], args[place].replace(".cuda", "", 1), *args[place + 1 :])
                return original(*args, **kwargs)

            return function

        return wrapper

    def _unmoved(self, _: Function) -> Function:
        def function(tensor: Any, *args: Any, **kwargs: Any) -> Any:
            self._tell()
            return tensor

        return function

    def _loaded(self, original: Function) -> Function:
        def function(f: Any, map_location: Any = None, *args: Any, **kwargs: Any) -> Any:
            if isinstance(map_location, dict):
                moved = {place: "cpu" if self._here(to) is self._cpu else to for place, to in map_location.items()}
                map_location = {**moved, **dict.fromkeys([*DEVICES, *(f"cuda:{n}" for n in range(8))], "cpu")}
            elif map_location is None:
                map_location = self._location
            else:
                map_location = self._here(map_location)
            return original(f, map_location, *args, **kwargs)

        return function

    def _location(self, storage: Any, location: str) -> Any:
        """Nowhere was said where to load to: what lay on a GPU comes here, the rest where it was."""
        return storage if self._here(location) is self._cpu else None

    def _scripted(self, original: Function) -> Function:
        """torch's older compiler knows its functions by identity."""

        def function(*args: Any, **kwargs: Any) -> Any:
            builtins = self._torch.jit._builtins
            while self._replaced:
                known, replacement = self._replaced.pop()
                if (name := builtins._find_builtin(known)) is not None:
                    builtins._register_builtin(replacement, name)
            return original(*args, **kwargs)

        return function

    def _make_device(self, *args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], int):
            return self._here(args[0])
        return self._here(self._real_device(*args, **kwargs))

    def _make_generator(self, real: type) -> Function:
        return self._placed(0)(real)
