"""Things that stay on the student's side, and what a check can do with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .failure import Failed

if TYPE_CHECKING:
    from .conversation import Conversation

Form = dict[str, Any]

_ITEMS_MAX = 10_000


class Handle:
    """An object that lives on the student's side.

    `h(x)` calls it, `h.forward(x)` or `h.call("forward", x)` calls a method, `h.get("weight")` reads an attribute as
    data. `h.keep.call(…)` answers with a handle whatever the value is.
    """

    def __init__(self, conversation: Conversation, form: Form, options: Mapping[str, Any] | None = None) -> None:
        self._conversation = conversation
        self._options = dict(options or {})
        self.form = form
        self.type: str = form["type"]

    @property
    def keep(self) -> Handle:
        """The same object, with answers kept on the student's side."""
        return type(self)(self._conversation, self.form, {**self._options, "keep": True})

    def call(self, method: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call a method and return what it returned."""
        return self._call(method, args, kwargs, self._options)

    def get(self, name: str, /) -> Any:
        """The attribute as data."""
        fields = {"handle": self.form["id"], "name": name, **self._options}
        return self._conversation.ask("getattr", f"`{self.type}.{name}`", verb="is", fields=fields)

    def load_state_dict(self, state: Mapping[str, Any], **kwargs: Any) -> Any:
        """Give a module these weights: arrays become tensors, whatever the assignment's `arrays` is."""
        return self._call("load_state_dict", (dict(state),), kwargs, {**self._options, "arrays": "torch"})

    def release(self) -> None:
        """Let the student's side forget the object."""
        self._conversation.ask("release", f"`{self.type}`", fields={"handle": self.form["id"]})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call("__call__", args, kwargs, self._options)

    def __getattr__(self, name: str) -> Any:
        # Only names that Python looks up on instances of the author's own: copy, pickle and numpy probe for dunders.
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.call(name, *args, **kwargs)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.type}>"

    def _call(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any], options: Mapping[str, Any]) -> Any:
        subject = f"`{self.type}`" if method == "__call__" else f"`{self.type}.{method}`"
        fields = {"handle": self.form["id"], "name": method, **options}
        return self._conversation.ask("method", subject, fields=fields, args=args, named=("kwargs", kwargs))


class RemoteIterator(Handle):
    """An iterator or generator on the student's side: nothing is computed before it is asked for."""

    def __init__(self, conversation: Conversation, form: Form, options: Mapping[str, Any] | None = None) -> None:
        super().__init__(conversation, form, options)
        self._done = False
        self._taken = 0

    def take(self, n: int) -> list[Any]:
        """The next `n` items, fewer where the iterator ends; one question for all of them."""
        if self._done or n == 0:
            return []
        subject = f"the iterator `{self.type}`"
        fields = {"handle": self.form["id"], "n": n, **self._options}
        answer = self._conversation.ask("next", subject, verb="gave", fields=fields)
        if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], list)):
            raise Failed("The iterator gave an answer that could not be read.")
        items, done = answer
        if len(items) > n or (len(items) < n and done is not True):
            raise Failed("The iterator gave an answer that could not be read.")
        self._done = done is True
        self._taken += len(items)
        for item in items:
            self._conversation.remember_part(item, f"An item of {subject}", "is")
        return items

    def __iter__(self) -> RemoteIterator:
        return self

    def __next__(self) -> Any:
        if self._taken >= _ITEMS_MAX:
            raise Failed(f"The iterator did not end after {_ITEMS_MAX} items.")
        items = self.take(1)
        if not items:
            raise StopIteration
        return items[0]


class Generator:
    """A random generator that the student's side makes from a seed: `torch.Generator`, or numpy's."""

    def __init__(self, seed: int) -> None:
        self.form = {"t": "generator", "seed": str(seed)}
