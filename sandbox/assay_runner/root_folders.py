"""Folders beside `/content` that notebooks write to.

Colab's user is root and may make folders anywhere; here the container's own file system cannot be written. The folders
that notebooks name most lead into the home folder, which nobody lists: the image has the links, each container makes
what they point to. For all others there is a sentence.
"""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

_HOME = "/home/student"
_BASE = f"{_HOME}/.root"
_NAMES = "checkpoints data dataset datasets files kaggle logs models output outputs results workspace".split()


def make_links() -> None:
    """Into the image, when it is built."""
    shutil.rmtree("/root")
    Path("/root").symlink_to(_HOME)
    for name in _NAMES:
        Path("/", name).symlink_to(f"{_BASE}/{name}")


def make_folders() -> None:
    """What the links point to; nothing where the container has no home folder that can be written."""
    with suppress(OSError):
        for name in _NAMES:
            os.makedirs(f"{_BASE}/{name}", exist_ok=True)


def unwritable(error: Exception) -> str | None:
    """The sentence for a file or folder that cannot be written here; None where something else is wrong."""
    if not isinstance(error, OSError) or error.errno != errno.EROFS:
        return None
    where = f" `{str(error.filename)[:200]}`" if error.filename else " that place"
    return f"Nothing can be written to{where} while grading: use a relative path, or one under `/content`, `/tmp` or `~`."
