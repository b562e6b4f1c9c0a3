"""How questions travel: the one thing in which the checker container and a trial on an author's machine differ."""

from typing import Any, Protocol

Header = dict[str, Any]
Frame = tuple[Header, list[bytes]]


# What one answer may occupy where nobody says otherwise: an eighth of the memory that an assignment has by default.
ANSWER_BYTES = 1 << 28


class StreamLost(Exception):
    """The stream of answers ended or can no longer be trusted: nothing more may be read from it."""


class Transport(Protocol):
    @property
    def answer_bytes(self) -> int:
        """What the values of one frame from the student's side may occupy here."""
        ...

    def exchange(self, header: Header, blobs: list[bytes]) -> Frame:
        """Send one frame (`call` or `callback-reply`) and return the next from the other side (`callback` or `reply`).

        Raises StreamLost.
        """
        ...
