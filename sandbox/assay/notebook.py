"""`nb`: the student's notebook as a check sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy

from .conversation import Conversation
from .errors import SNIPPET
from .failure import Failed
from .remote import Generator, Handle

_SEED_MAX = 2**63


@dataclass(frozen=True)
class Cell:
    """A cell of the notebook as the worker recorded its run: nothing here was computed by the student's process later.

    `text` is what it printed and displayed as text, `images` are PNG files, `status` is that of the run.
    """

    source: str
    text: str
    images: list[bytes]
    status: str
    error: Any


class Notebook:
    """Questions to the namespace that the notebook left behind. Arrays go in and come out as numpy arrays."""

    def __init__(self, conversation: Conversation, options: Mapping[str, Any] | None = None) -> None:
        self._conversation = conversation
        self._options = dict(options or {})

    @property
    def keep(self) -> Notebook:
        """The same notebook, with answers kept on the student's side: `nb.keep.call(…)` returns a handle."""
        return Notebook(self._conversation, {**self._options, "keep": True})

    def arrays(self, library: Literal["torch", "numpy"]) -> Notebook:
        """The same notebook, with the arrays of a question arriving as this library's."""
        return Notebook(self._conversation, {**self._options, "arrays": library})

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the notebook; `name` may be dotted. Any callable argument becomes a call-back."""
        return self._call("call", name, args, kwargs)

    def new(self, name: str, /, *args: Any, **kwargs: Any) -> Handle:
        """Make an instance of a class of the notebook, and return a handle to it."""
        made = self._call("new", name, args, kwargs)
        if not isinstance(made, Handle):
            raise Failed(f"`{name}` did not make an object.")
        return made

    def get(self, name: str, /) -> Any:
        """A variable of the notebook as data."""
        return self._conversation.ask("get", f"`{name}`", verb="is", fields={"name": name, **self._options})

    def run(self, source: str, /, *, returns: Sequence[str], **inputs: Any) -> dict[str, Any]:
        """Run a snippet in a copy of the notebook's namespace with `inputs` as variables; what it `returns` by name."""
        fields = {"source": source, "returns": list(returns), **self._options}
        answer = self._conversation.ask("run", SNIPPET, verb="gave", fields=fields, named=("inputs", inputs))
        if not isinstance(answer, dict) or answer.keys() != set(returns):
            raise Failed("A test snippet gave an answer that could not be read.")
        for name, value in answer.items():
            self._conversation.subjects.remember(value, f"`{name}`", "is")
        return answer

    def cell(self, *, tag: str | None = None, heading: str | None = None, index: int | None = None) -> Cell:
        """The code cell with this tag, the first one below this heading, or the code cell at this index from 0."""
        given = [(by, name) for by, name in (("tag", tag), ("heading", heading), ("index", index)) if name is not None]
        if len(given) != 1:
            raise TypeError("name a cell by exactly one of tag, heading and index")
        by, name = given[0]
        subject = f"cell {name}" if by == "index" else f"cell with the {by} “{name}”"
        return Cell(**self._conversation.ask("cell", subject, verb="is", fields={"by": by, "name": name}))

    def generator(self, seed: int | numpy.random.Generator) -> Generator:
        """A random generator on the student's side; given `rng`, its seed is drawn from it."""
        if isinstance(seed, numpy.random.Generator):
            return Generator(int(seed.integers(_SEED_MAX)))
        return Generator(int(seed))

    def _call(self, do: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        fields = {"target": name, **self._options}
        return self._conversation.ask(do, f"`{name}`", fields=fields, args=args, named=("kwargs", kwargs))
