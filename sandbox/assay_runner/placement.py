"""Where the notebook keeps its models and tensors, in a container with a GPU."""

import sys
from typing import Any


class Placement:
    """Carries what comes from a check to the device that the notebook works on; without torch or a GPU, nowhere."""

    def __init__(self, namespace: dict[str, Any], kind: str = "cuda") -> None:
        self._torch = sys.modules.get("torch")
        self.device = None if self._torch is None else _device_of(self._torch, namespace, kind)

    def place(self, value: Any) -> Any:
        """The value with every tensor in it on the device; lists, tuples and dicts are looked into."""
        if self._torch is None or self.device is None:
            return value
        if isinstance(value, self._torch.Tensor):
            return value.to(self.device)
        if type(value) in (list, tuple):
            return type(value)(self.place(item) for item in value)
        if type(value) is dict:
            return {key: self.place(item) for key, item in value.items()}
        return value


def _device_of(torch: Any, namespace: dict[str, Any], kind: str) -> Any:
    """The notebook's own `device`, else that of a model of its; None where it works on processors."""
    for name in ("device", "DEVICE"):
        named = namespace.get(name)
        if isinstance(named, str) and named.partition(":")[0] == kind:
            return torch.device(named)
        if isinstance(named, torch.device) and named.type == kind:
            return named
    for value in list(namespace.values()):
        if isinstance(value, torch.nn.Module):
            for weight in value.parameters():
                if weight.device.type == kind:
                    return weight.device
    return None
