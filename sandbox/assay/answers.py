"""Answers that are data, made so that a check which looks for what is not there blames the right person."""

from typing import Any, NoReturn

from .failure import Failed


class AnswerDict(dict[str, Any]):
    """A dict from the notebook: a key that it lacks fails the check instead of breaking it."""

    def __init__(self, items: dict[str, Any], subject: str) -> None:
        super().__init__(items)
        self._subject = subject

    def __missing__(self, key: str) -> NoReturn:
        keys = ", ".join(repr(name) for name in self) or "none at all"
        raise Failed(f"{self._subject} gave a dict without the key {key!r}.", expected=repr(key), got=keys)
