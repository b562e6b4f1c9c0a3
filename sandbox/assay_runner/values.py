"""Values of calls: what travels as data, what stays here behind a handle, and what calls back."""

import functools
import types
from collections.abc import Callable, Iterator
from typing import Any, Literal

from assay_wire import Decoder, Encoder

from .failures import Missing
from .placement import Placement
from .simple_values import simple_value

Arrays = Literal["numpy", "torch"]
Frame = tuple[dict[str, Any], list[bytes]]
Ask = Callable[[dict[str, Any], list[bytes]], Frame]
Form = dict[str, Any]
Decode = Callable[[Any], Any]

_CALLABLE = (
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
)


class Values:
    """The handles of one group and its way to call back. `ask` sends a frame and waits for the answer."""

    def __init__(self, ask: Ask, placement: Placement | None = None) -> None:
        self._ask = ask
        # In a container without a GPU there is one place only.
        self._placement = placement or Placement({})
        self._kept: dict[int, object] = {}
        self._next_id = 1
        self._call_id: object = None

    def begin(self, call_id: object) -> None:
        """Call-backs from now on belong to this call."""
        self._call_id = call_id

    def decoding(self, blobs: list[bytes], arrays: Arrays) -> Decode:
        """From a form of a check's to its value, there where the notebook works."""
        decoder = Decoder(blobs, arrays, functools.partial(self._special, arrays))
        return lambda form: self._placement.place(decoder.decode(form))

    def encoder(self) -> Encoder:
        return Encoder(self.keep, simple_value)

    def keep(self, value: object) -> Form:
        """A new handle to `value`."""
        kind = "iterator" if isinstance(value, Iterator) else "callable" if isinstance(value, _CALLABLE) else "object"
        handle = self._next_id
        self._next_id += 1
        self._kept[handle] = value
        name = type(value).__name__[:200].encode("utf-8", "replace").decode()
        return {"t": "handle", "id": handle, "kind": kind, "type": name}

    def kept(self, handle: int) -> object:
        """What the handle stands for; raises Missing where it was released or never given."""
        try:
            return self._kept[handle]
        except KeyError:
            raise Missing(f"Handle {handle} is not in use.") from None

    def release(self, handle: int) -> None:
        self._kept.pop(handle, None)

    def _special(self, arrays: Arrays, form: Form) -> object:
        match form["t"]:
            case "handle":
                return self.kept(form["id"])
            case "generator":
                return _generator(int(form["seed"]), arrays, self._placement.device)
            case _:
                return self._callback(form["id"], arrays)

    def _callback(self, callback: int, arrays: Arrays) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            encoder = self.encoder()
            header: dict[str, Any] = {
                "op": "callback",
                "id": self._call_id,
                "callback": callback,
                "args": [encoder.encode(value) for value in args],
                "kwargs": {name: encoder.encode(value) for name, value in kwargs.items()},
            }
            reply, blobs = self._ask(header, encoder.blobs)
            if "error" in reply:
                raise RuntimeError(reply["error"]["text"])
            return self.decoding(blobs, arrays)(reply["value"])

        return _as_module(call, self._placement.device) if arrays == "torch" else call


def _generator(seed: int, arrays: Arrays, device: Any) -> object:
    if arrays == "torch":
        import torch

        return torch.Generator(device or "cpu").manual_seed(seed)
    import numpy

    return numpy.random.default_rng(seed)


def _as_module(function: Callable[..., object], device: Any) -> Callable[..., object]:
    """A call-back in a model's place: student code asks models for parameters, and to move and change mode."""
    import torch

    class Callback(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            # For `next(model.parameters()).device`.
            self.placeholder = torch.nn.Parameter(torch.zeros((), device=device))

        def forward(self, *args: object, **kwargs: object) -> object:
            return function(*args, **kwargs)

    return Callback()
