"""What went wrong in a call, as the `error` of a reply."""

import traceback
from types import TracebackType

from assay_wire import EncodeError
from IPython.core.compilerop import CachingCompiler

from .gone import Gone

_TEXT_CHARS_MAX = 4_096
_NAME_CHARS_MAX = 200

Error = dict[str, str]


class Missing(Exception):
    """The call names something that the notebook does not have."""


class Failures:
    """Turns exceptions into errors; `compiler` knows which cell a line of code belongs to."""

    def __init__(self, compiler: CachingCompiler, gone: Gone) -> None:
        self._compiler = compiler
        self._gone = gone

    def describe(self, error: BaseException) -> Error:
        """The `error` of a reply; `kind` as in docs/protocol.md, `name` the exception's class."""
        if isinstance(error, Missing):
            return _error("missing", None, str(error))
        if isinstance(error, EncodeError):
            return _error("unencodable", None, str(error))
        name = type(error).__name__
        if isinstance(error, SystemExit):
            return _error("exit", name, "The code called exit(), quit() or sys.exit()." + self._place(error))
        kind = "interrupted" if isinstance(error, KeyboardInterrupt) else "exception"
        place = self._place(error)
        if type(error) is NameError and isinstance(error.name, str):
            place = self._gone.how(error.name) + place
        return _error(kind, name, f"{name}: {_message(error)}"[: _TEXT_CHARS_MAX - len(place)] + place)

    def _place(self, error: BaseException) -> str:
        """The innermost line of the notebook on the way to the error: ` (Cell In[3], line 5)`."""
        place = ""
        for filename, line in _lines(error.__traceback__):
            known = self._compiler.format_code_name(filename)
            if known is not None:
                place = f" ({known[0]} {known[1]}, line {line})"
        return place[:100]


def _lines(start: TracebackType | None) -> list[tuple[str, int]]:
    # A deep recursion's traceback is as long as the recursion: its last thousand lines say all.
    return [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(start)][-1000:]


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # The notebook's own __str__
        return "(its message cannot be shown)"


def _error(kind: str, name: str | None, text: str) -> Error:
    error = {"kind": kind, "text": _sendable(text, _TEXT_CHARS_MAX)}
    if name is not None:
        error["name"] = _sendable(name, _NAME_CHARS_MAX)
    return error


def _sendable(text: str, chars_max: int) -> str:
    return text[:chars_max].encode("utf-8", "replace").decode()
