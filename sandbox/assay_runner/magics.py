"""Magics of Jupyter and Colab that IPython lacks, or that mean something else without a network and a front end."""

import importlib.util
import shlex
import subprocess
from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from . import installs

if TYPE_CHECKING:
    from .shell import NotebookShell

# Extensions that only change how a notebook looks or is edited, by the module that `%load_ext` names.
_FRONT_END_EXTENSIONS = {
    "tensorboard",
    "google.colab.data_table",
    "jupyter_black",
    "nb_black",
    "lab_black",
    "black",
    "watermark",
    "line_profiler",
    "memory_profiler",
}


def register(shell: "NotebookShell") -> None:
    """Register the magics with the shell."""
    installs.prepare_shell()

    def pip(line: str) -> None:
        _install_magic(shell, "pip", line)

    def conda(line: str) -> None:
        _install_magic(shell, "conda", line)

    def nothing(line: str) -> None:
        """Accepted, and without effect here."""

    def tensorboard(line: str) -> None:
        shell.note("magic", "%tensorboard shows nothing while grading.")

    def load_ext(line: str) -> str | None:
        return _load_extension(shell, line.strip())

    for function in (pip, conda, tensorboard, load_ext):
        shell.register_magic_function(function, "line")
    for name in ("mamba", "uv"):
        shell.register_magic_function(conda, "line", name)
    # `%pdb on` would ask a keyboard at each error, and put that it has none in the error's place.
    for name in ("pdb", "tensorflow_version", "connect_info", "qtconsole", "autosave", "subshell"):
        shell.register_magic_function(nothing, "line", name)
    shell.register_magic_function(_shell_magic(shell), "line_cell", "shell")


def _install_magic(shell: "NotebookShell", tool: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    if words[:1] == ["install"]:
        installs.announce_packages(words[1:], shell.note, print)
    elif tool == "pip":
        shell.system(f"pip {line}")


def _load_extension(shell: "NotebookShell", name: str) -> str | None:
    if name in _FRONT_END_EXTENSIONS and not _is_installed(name):
        shell.note("magic", f"%load_ext {name} was skipped: it is not part of the grading image.")
        return None
    result = shell.extension_manager.load_extension(name)
    if result == "already loaded":
        print(f"The {name} extension is already loaded. To reload it, use:\n  %reload_ext {name}")
    elif result == "no load function":
        print(f"The {name} module is not an IPython extension.")
    return result


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name.partition(".")[0]) is not None


def _shell_magic(shell: "NotebookShell"):
    def shell_magic(line: str, cell: str | None = None) -> None:
        """Colab's `%shell` and `%%shell`: a command that fails is an error of the cell."""
        words = line.split()
        if cell is None:
            command = line
        elif words in ([], ["--ignore-errors"]):
            command = cell
        else:
            raise UsageError(f"%%shell: unrecognized arguments: {line.strip()}")
        shell.system(command)
        status = shell.user_ns.get("_exit_code", 0)
        if status and words != ["--ignore-errors"]:
            raise subprocess.CalledProcessError(status, command)

    return shell_magic
