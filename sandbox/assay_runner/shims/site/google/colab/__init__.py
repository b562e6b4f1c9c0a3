"""Stand-in for Colab's package: what cannot work without Colab does nothing, and the student is told."""

from . import auth, data_table, drive, files, output, patches, runtime, snippets, userdata, widgets

__all__ = [
    "auth",
    "data_table",
    "drive",
    "files",
    "output",
    "patches",
    "runtime",
    "snippets",
    "userdata",
    "widgets",
]
