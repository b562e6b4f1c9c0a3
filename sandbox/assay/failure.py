"""The two ways in which a student's work does not earn a check."""

import re

_TEXT_CHARS = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Failed(Exception):
    """The student's turn: raise it, or let a comparison raise it, and the check has not been earned.

    `message` is one full sentence in plain words for the student. `expected` and `got` are short texts that students
    see only where the check is visible to them; `hint` is the likely cause. `log` is for course staff alone.
    """

    def __init__(
        self,
        message: str,
        *,
        expected: str | None = None,
        got: str | None = None,
        hint: str | None = None,
        log: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.got = got
        self.hint = hint
        self.log = log


class StudentError(Failed):
    """The student's side answered a call with an error. `kind` is the protocol's, `name` the exception's type.

    Catch it where an exception is what the check asks for; uncaught, it fails the check.
    """

    def __init__(self, message: str, *, kind: str, name: str | None, text: str, hint: str | None = None) -> None:
        super().__init__(message, got=text if kind == "exception" else None, hint=hint)
        self.kind = kind
        self.name = name
        self.text = text


def clean(text: str, chars: int = _TEXT_CHARS) -> str:
    """Text fit for a report: no colours, control or direction-changing characters, at most `chars` characters."""
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _COLOUR.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))
    return plain if len(plain) <= chars else plain[: chars - 1] + "…"
