"""What an author reads where the course's own code cannot be used."""

import traceback
from pathlib import Path

_CHARS = 8_000
_LACKS = "The image has no such module: name its package in course.yaml (image), or put the file beside checks.py."


def refusal(error: Exception, folder: Path) -> str:
    """The place in the assignment's folder, what happened there and what to do; the traceback for what is not there."""
    where = _place(error, folder)
    if where is None:
        return "".join(traceback.format_exception(error))[-_CHARS:]
    text = f"{where}: {type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    return f"{text}. {_LACKS}" if isinstance(error, ModuleNotFoundError) else text


def _place(error: Exception, folder: Path) -> str | None:
    """As `checks.py:12`: the innermost line that is the author's."""
    lines = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        lines.append((error.filename or "", error.lineno))
    own = [(Path(name), line) for name, line in lines if Path(name).is_relative_to(folder)]
    return f"{own[-1][0].relative_to(folder)}:{own[-1][1]}" if own else None
