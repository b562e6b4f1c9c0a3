"""What a value is called in a sentence: comparisons see only the value, the student wants to read where it is from."""

from collections import OrderedDict
from contextvars import ContextVar
from typing import Any

_REMEMBERED_MAX = 256
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


class Subjects:
    """The latest answers of one check with the beginnings of sentences about them: "`q_sample` returned"."""

    def __init__(self) -> None:
        # Keyed by identity, and holding the value so that its identity is not given to another one.
        self._phrases: OrderedDict[int, tuple[Any, str]] = OrderedDict()

    def remember(self, value: Any, call: str, verb: str = "returned") -> None:
        """`value` is what `call` gave; its direct parts are remembered as well."""
        self._put(value, f"{call} {verb}")
        whole = f"{call} returned" if verb == "returned" else call
        link = "that" if verb == "returned" else "in"
        if isinstance(value, dict):
            for key, part in value.items():
                self._put(part, f"The value under {key!r} {link} {whole} is")
        elif isinstance(value, (tuple, list)):
            for ordinal, part in zip(_ORDINALS, value):
                self._put(part, f"The {ordinal} value {link} {whole} is")

    def nothing(self) -> str | None:
        """The latest call that returned None, if one did."""
        return next((phrase for value, phrase in reversed(self._phrases.values()) if value is None), None)

    def phrase(self, value: Any) -> str | None:
        found = self._phrases.get(id(value))
        return found[1] if found is not None and found[0] is value else None

    def _put(self, value: Any, phrase: str) -> None:
        self._phrases.pop(id(value), None)
        self._phrases[id(value)] = (value, phrase)
        if len(self._phrases) > _REMEMBERED_MAX:
            self._phrases.popitem(last=False)


# Set while a check runs. A comparison outside any check, in an author's own tests, speaks of "The result".
current: ContextVar[Subjects | None] = ContextVar("assay_subjects", default=None)


def about(value: Any, what: str | None) -> str:
    """The beginning of a sentence about `value`, to be followed by what it is instead of what it should be.

    "`f` returned", or, where the author named it, a form that fits singular, plural and whole clauses.
    """
    if what is not None:
        return f"Looking at {what}, the check found"
    subjects = current.get()
    return (subjects.phrase(value) if subjects is not None else None) or "The result is"
