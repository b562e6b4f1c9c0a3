"""Installing without a network: pip, conda, apt and their kin succeed at doing nothing, and the student is told.

The shell commands are bash functions in the environment, so that they also count within `&&`, loops and `%%bash`.
Which packages are there is said by reading the command: a guess that costs nothing where it is wrong.
"""

import os
import re
import shlex
from collections.abc import Callable, Sequence
from importlib import metadata

from .data.index import index, is_local, missing

Note = Callable[[str, str], None]
Say = Callable[[str], object]

_PYTHON_INSTALLERS = ("pip", "pip3", "conda", "mamba", "uv")
_SYSTEM_INSTALLERS = ("apt", "apt-get", "aptitude", "yum", "dnf", "apk", "brew")
_FETCHERS = ("wget", "curl", "gdown")
_NETWORK_TOOLS = ("kaggle", "aria2c")
_TAKE_VALUE = {"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "-f", "--find-links", "-t", "-n"}
_TAKE_VALUE |= {"--extra-index-url", "--target", "--channel", "--name"}
_DESCRIPTOR = re.compile(r"(?<!\S)\d+(?=[<>])")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def prepare_shell() -> None:
    """Put the functions into the environment of every bash that is started from here."""
    for name in ("pip", "pip3"):
        _function(name, f'case "$1" in install|uninstall|download) return 0;; *) command {name} "$@";; esac')
    for name in ("conda", "mamba", "uv", *_SYSTEM_INSTALLERS):
        _function(name, "return 0")
    _function("sudo", '"$@"')


def announce_command(command: str, note: Note, say: Say) -> None:
    """Note what the shell command asks for and will not get."""
    for words in _simple_commands(command):
        match words:
            case [tool, "install", *rest] if tool in _PYTHON_INSTALLERS:
                announce_packages(rest, note, say)
            case ["uv", "pip", "install", *rest] | [_, "-m", "pip", "install", *rest]:
                announce_packages(rest, note, say)
            case [tool, *_] if tool in _SYSTEM_INSTALLERS:
                note("install", f"`{' '.join(words)[:200]}` was skipped: system packages are fixed while grading.")
            case [tool, *_] if tool in _NETWORK_TOOLS:
                note("network", f"`{tool}` needs the network, and there is none while grading.")
            case [tool, *rest] if tool in _FETCHERS or (tool == "git" and "clone" in rest):
                for url in [word for word in rest if "://" in word]:
                    if not is_local(url) and index().find(url) is None:
                        note("network", missing(url))


def announce_packages(arguments: Sequence[str], note: Note, say: Say) -> None:
    """`pip install arguments`: say what is there already, note what is not."""
    missing = []
    for name in _packages(arguments):
        try:
            say(f"Requirement already satisfied: {name} ({metadata.version(name)})")
        except metadata.PackageNotFoundError:
            missing.append(name)
        except Exception:  # A name that metadata cannot read
            missing.append(name)
    if missing:
        note("install", f"Not installed, as there is no network while grading: {', '.join(missing)[:500]}.")


def _packages(arguments: Sequence[str]) -> list[str]:
    names = []
    words = iter(arguments)
    for word in words:
        if word in _TAKE_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            # A URL or a path is named as it stands; of `torch>=2[extra]` the name counts.
            requirement = _REQUIREMENT.match(word)
            plain = requirement is not None and "/" not in word and "://" not in word
            names.append(requirement.group() if requirement is not None and plain else word)
    return names


def _simple_commands(command: str) -> list[list[str]]:
    # The descriptor of `2>&1` is no word of the command.
    lexer = shlex.shlex(_DESCRIPTOR.sub("", command), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    try:
        for word in lexer:
            if set(word) <= set(";&|()<>\n"):
                # What follows `>` is a file, and no command that is known by name.
                commands.append([])
            elif commands[-1] or not (word == "sudo" or "=" in word):
                commands[-1].append(os.path.basename(word) if not commands[-1] else word)
    except ValueError:
        pass  # Quotes that do not close: bash will say so.
    return [words for words in commands if words]


def _function(name: str, body: str) -> None:
    os.environ[f"BASH_FUNC_{name}%%"] = f"() {{ {body}; }}"
