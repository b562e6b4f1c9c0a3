"""Stand-in for Colab's package: what cannot work without Colab does nothing, and the student is told."""

from . import (
    ai,
    auth,
    autoviz,
    data_table,
    drive,
    errors,
    files,
    html,
    output,
    patches,
    runtime,
    sheets,
    snippets,
    syntax,
    userdata,
    widgets,
)

__all__ = [
    "ai",
    "auth",
    "autoviz",
    "data_table",
    "drive",
    "errors",
    "files",
    "html",
    "output",
    "patches",
    "runtime",
    "sheets",
    "snippets",
    "syntax",
    "userdata",
    "widgets",
]
