"""The three streams of the protocol, moved out of the way of whatever `checks.py` prints."""

import fcntl
import io
import os
from dataclasses import dataclass

from assay.transport import ANSWER_BYTES, Frame, Header, StreamLost
from assay_wire import EncodeError, EndOfStream, ProtocolError, read_frame, widen, write_frame

_FIRST_FD = 200


@dataclass(frozen=True)
class Streams:
    """File descriptors: `answers` is read (frames from the worker), `questions` and `verdicts` are written.

    `answer_bytes` is what one answer may occupy, which the worker says with `open`.
    """

    answers: int
    questions: int
    verdicts: int
    answer_bytes: int = ANSWER_BYTES

    def exchange(self, header: Header, blobs: list[bytes]) -> Frame:
        """A question for the student's side and the next frame: `assay.transport.Transport`."""
        try:
            write_frame(self.questions, header, blobs)
            return read_frame(self.answers)
        except (EndOfStream, BrokenPipeError) as error:
            raise StreamLost("the worker closed the stream") from error
        except ProtocolError as error:
            if isinstance(error, EncodeError):
                raise
            raise StreamLost(str(error)) from error


def take_over() -> Streams:
    """Move fds 0, 1 and 2 to high numbers that no child process inherits, and leave /dev/null in their places."""
    moved = Streams(*(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FIRST_FD) for fd in (0, 1, 2)))
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        widen(fd)
        os.dup2(null, fd)
    os.close(null)
    return moved


class BoundedLog(io.TextIOBase):
    """Keeps the last part of what is printed to it: a staff log that a loop of prints cannot make grow."""

    def __init__(self, chars: int = 4_000) -> None:
        super().__init__()
        self._chars = chars
        self._text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._text = (self._text + text)[-self._chars :]
        return len(text)

    @property
    def text(self) -> str:
        return self._text
