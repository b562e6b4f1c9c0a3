"""`pip` as a program: installing succeeds at doing nothing, listing answers from what is installed."""

import re
import sys
from collections.abc import Sequence
from importlib import metadata

from . import __version__

_FIXED = "install", "uninstall", "download", "wheel", "cache", "config", "index", "search", "hash", "debug"


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    words = [word for word in (sys.argv[1:] if arguments is None else arguments) if not word.startswith("-")]
    match words:
        case []:
            print(f"pip {__version__} (python {sys.version_info[0]}.{sys.version_info[1]})")
        case ["list", *_]:
            _list()
        case ["freeze", *_]:
            for name, version in installed():
                print(f"{name}=={version}")
        case ["show", *names]:
            return _show(names)
        case ["check", *_]:
            print("No broken requirements found.")
        case ["install", *names]:
            _install(names)
        case [command, *_] if command in _FIXED:
            pass
        case [command, *_]:
            print(f'ERROR: unknown command "{command}"', file=sys.stderr)
            return 1
    return 0


def installed() -> list[tuple[str, str]]:
    """Name and version of each package, sorted."""
    return sorted({(found.name, found.version) for found in metadata.distributions() if found.name}, key=_lower)


def _lower(found: tuple[str, str]) -> str:
    return found[0].lower()


def _list() -> None:
    found = installed()
    width = max((len(name) for name, _ in found), default=7)
    print(f"{'Package':{width}} Version\n{'-' * width} {'-' * 9}")
    for name, version in found:
        print(f"{name:{width}} {version}")


def _show(names: Sequence[str]) -> int:
    shown = 0
    for name in names:
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            print(f"WARNING: Package(s) not found: {name}", file=sys.stderr)
            continue
        print("---\n" * (shown > 0) + f"Name: {found.name}\nVersion: {found.version}")
        print(f"Summary: {found.metadata.get('Summary', '')}\nLocation: {found.locate_file('')}")
        shown += 1
    return 0 if shown else 1


def _install(names: Sequence[str]) -> None:
    for name in names:
        plain = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
        try:
            version = metadata.version(plain.group() if plain else name)
        except (metadata.PackageNotFoundError, ValueError):
            print(f"{name} was not installed: there is no network while grading.", file=sys.stderr)
        else:
            print(f"Requirement already satisfied: {name} ({version})")


if __name__ == "__main__":
    sys.exit(run())
