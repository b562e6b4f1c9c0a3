"""Calls into the notebook's namespace."""

from typing import Any, Literal

from assay_wire import Encoder

from .failures import Failures, Missing
from .gone import Gone
from .values import Decode, Frame, Values

Arrays = Literal["numpy", "torch"]
Header = dict[str, Any]


class Calls:
    """Answers one call after the other. `namespace` is the notebook's; what a call changes in it, stays changed."""

    def __init__(
        self, namespace: dict[str, Any], gone: Gone, values: Values, failures: Failures, arrays: Arrays
    ) -> None:
        self._namespace = namespace
        self._gone = gone
        self._values = values
        self._failures = failures
        self._arrays = arrays

    def answer(self, header: Header, blobs: list[bytes]) -> Frame:
        """The `reply` to a `call`: its header and blobs."""
        self._values.begin(header["id"])
        reply: Header = {"op": "reply", "id": header["id"]}
        try:
            encoder = self._values.encoder()
            value = self._value(header, self._values.decoding(blobs, header.get("arrays", self._arrays)))
            form = self._form(header, value, encoder)
            return {**reply, "value": form}, encoder.blobs
        except BaseException as error:  # Student code raises what it likes
            return {**reply, "error": self._failures.describe(error)}, []

    def _form(self, header: Header, value: object, encoder: Encoder) -> object:
        if header.get("keep") is True or header["do"] == "new":
            return self._values.keep(value)
        return encoder.encode(value)

    def _value(self, header: Header, decode: Decode) -> object:
        match header["do"]:
            case "call" | "new":
                args, kwargs = _arguments(header, decode)
                return self._find(header["target"])(*args, **kwargs)
            case "method":
                args, kwargs = _arguments(header, decode)
                return _attribute(self._values.kept(header["handle"]), header["name"])(*args, **kwargs)
            case "getattr":
                return _attribute(self._values.kept(header["handle"]), header["name"])
            case "get":
                return self._find(header["name"])
            case "run":
                return self._run(header["source"], _named(header.get("inputs", {}), decode), header.get("returns", []))
            case "next":
                return _advance(self._values.kept(header["handle"]), header["n"])
            case "release":
                return self._values.release(header["handle"])
            case do:
                raise Missing(f"There is no call {str(do)[:100]!r}.")

    def _find(self, target: str) -> Any:
        name, *attributes = target.split(".")
        if name not in self._namespace:
            raise Missing(f"`{name}` is not defined in the notebook{self._gone.how(name)}.")
        value = self._namespace[name]
        for attribute in attributes:
            value = _attribute(value, attribute)
        return value

    def _run(self, source: str, inputs: dict[str, Any], returns: list[str]) -> dict[str, Any]:
        """Run a snippet in a copy of the namespace: names that it sets are gone afterwards."""
        namespace = {**self._namespace, **inputs}
        # The notebook's own functions keep their globals, the original namespace.
        exec(compile(source, "<check>", "exec"), namespace)
        missing = [name for name in returns if name not in namespace]
        if missing:
            raise Missing(f"`{missing[0]}` is not defined after the snippet ran.")
        return {name: namespace[name] for name in returns}


def _arguments(header: Header, decode: Decode) -> tuple[list[Any], dict[str, Any]]:
    return [decode(form) for form in header.get("args", [])], _named(header.get("kwargs", {}), decode)


def _named(forms: dict[str, Any], decode: Decode) -> dict[str, Any]:
    return {name: decode(form) for name, form in forms.items()}


def _attribute(value: object, name: str) -> Any:
    try:
        return getattr(value, name)
    except AttributeError:
        # An AttributeError from within a property also ends here: to the caller the attribute is missing as well.
        raise Missing(f"`{type(value).__name__}` has no attribute `{name}`.") from None


def _advance(iterator: Any, count: int) -> tuple[list[Any], bool]:
    """Up to `count` items, and whether the iterator has ended."""
    items: list[Any] = []
    while len(items) < count:
        try:
            items.append(next(iterator))
        except StopIteration:
            return items, True
    return items, False
