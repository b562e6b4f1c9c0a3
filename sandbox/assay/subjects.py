"""What a value is called in a sentence: comparisons see only the value, the student wants to read where it is from."""

import weakref
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

_REMEMBERED_MAX = 256
# A larger answer is not kept from being forgotten by the check that asked for it.
_HELD_BYTES_MAX = 1 << 18
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


class Subjects:
    """The latest answers of one check with the beginnings of sentences about them: "`q_sample` returned"."""

    def __init__(self) -> None:
        # Keyed by identity, with a way to the value, for its identity may be given to another one once it is gone.
        self._phrases: OrderedDict[int, tuple[Callable[[], Any], str]] = OrderedDict()
        # What is too large to be held and what Python cannot refer to weakly: a text, a list of arrays.
        self._marks: OrderedDict[int, tuple[type, int]] = OrderedDict()

    def remember(self, value: Any, call: str, verb: str = "returned", *, used_bytes: int = 0) -> None:
        """`value` is what `call` gave; its direct parts are remembered as well. `used_bytes` is what it occupies."""
        parts: list[tuple[Any, str]] = [(value, f"{call} {verb}")]
        whole = f"{call} returned" if verb == "returned" else call
        link = "that" if verb == "returned" else "in"
        if isinstance(value, dict):
            parts += [(part, f"The value under {key!r} {link} {whole} is") for key, part in value.items()]
        elif isinstance(value, (tuple, list)):
            parts += [(part, f"The {word} value {link} {whole} is") for word, part in zip(_ORDINALS, value)]
        for part, phrase in parts:
            self._put(part, phrase, is_held=used_bytes <= _HELD_BYTES_MAX)

    def nothing(self) -> str | None:
        """The latest call that returned None, if one did."""
        return self.phrase(None)

    def phrase(self, value: Any) -> str | None:
        found = self._phrases.get(id(value))
        return found[1] if found is not None and found[0]() is value else None

    def _put(self, value: Any, phrase: str, *, is_held: bool) -> None:
        self._phrases.pop(id(value), None)
        if is_held:
            self._phrases[id(value)] = (lambda: value, phrase)
        else:
            try:
                self._phrases[id(value)] = (weakref.ref(value), phrase)
            except TypeError:
                self._marks[id(value)] = _mark(value)
        for known in (self._phrases, self._marks):
            if len(known) > _REMEMBERED_MAX:
                known.popitem(last=False)

    def knows(self, value: Any) -> bool:
        """Whether `value` is one of the answers; of a large one without a name of its own, as good as certainly."""
        return self.phrase(value) is not None or self._marks.get(id(value)) == _mark(value)


def _mark(value: Any) -> tuple[type, int]:
    return type(value), len(value) if isinstance(value, (str, bytes, list, tuple)) else 0


# Set while a check runs. A comparison outside any check, in an author's own tests, speaks of "The result".
current: ContextVar[Subjects | None] = ContextVar("assay_subjects", default=None)


def is_answer(value: Any) -> bool:
    """Whether `value` came from the notebook: then whatever is wrong with it is the student's turn."""
    subjects = current.get()
    return subjects is not None and subjects.knows(value)


def about(value: Any, what: str | None) -> str:
    """The beginning of a sentence about `value`, to be followed by what it is instead of what it should be.

    "`f` returned", or, where the author named it, a form that fits singular, plural and whole clauses.
    """
    if what is not None:
        return f"Looking at {what}, the check found"
    subjects = current.get()
    return (subjects.phrase(value) if subjects is not None else None) or "The result is"
