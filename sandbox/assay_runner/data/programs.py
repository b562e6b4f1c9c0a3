"""`wget`, `curl`, `gdown` and `git clone`: what they would fetch, from the course's data.

Of their options, those that say where a file goes are understood, and the others left aside. A server of the
notebook's own, and everything that needs no network, is the real program's.
"""

import os
import posixpath
import shutil
import sys
from collections.abc import Sequence
from typing import NoReturn

from .index import copy, file_name, index, is_local, missing, unpack

# Options that are followed by a value, by program.
_VALUED = {
    "wget": {*"OPUtTQwoaeiBAR", "output-document", "directory-prefix", "user-agent", "tries", "timeout", "header"}
    | {"referer", "load-cookies", "save-cookies", "post-data", "output-file", "wait", "limit-rate", "user", "password"},
    "curl": {*"oHdXAeuCbcFTmxyYzDEKQrtUw", "output", "header", "data", "request", "user-agent", "referer", "user"}
    | {"cookie", "cookie-jar", "max-time", "retry", "connect-timeout", "continue-at", "output-dir", "form", "range"},
    "gdown": {"O", "output", "id", "proxy", "speed", "format", "user-agent"},
    "git": {*"bocCu", "branch", "depth", "origin", "config", "jobs", "filter", "reference", "upload-pack", "template"},
}
_FAILED = {"wget": 4, "curl": 6, "gdown": 1, "git": 128}


def main(program: str, arguments: Sequence[str]) -> int:
    options, words = _parse(arguments, _VALUED[program])
    try:
        if program == "git":
            return _git(arguments, options, words)
        if program == "gdown":
            links = [word if "://" in word else f"https://drive.google.com/uc?id={word}" for word in words]
            links += [f"https://drive.google.com/uc?id={options['id']}"] if options.get("id") else []
        else:
            links = [word if "://" in word else f"http://{word}" for word in words]
            if not links or any(is_local(link) or link.startswith("file:") for link in links):
                _real(program, arguments)
        for link in links:
            _fetch(program, link, options)
    except (LookupError, OSError) as error:
        print(f"{program}: {error.args[-1]}", file=sys.stderr)
        return _FAILED[program]
    return 0


def _fetch(program: str, link: str, options: dict[str, str]) -> None:
    output = _first(options, "O", "output-document", "output") if program != "curl" else _first(options, "o", "output")
    path = index().find(link) or (index().named(os.path.basename(output)) if program == "gdown" else None)
    if path is None:
        raise LookupError(missing(link))
    if "folder" in options:
        return unpack(path, output or os.path.basename(path).partition(".")[0])
    # gdown learns the name from Drive, the others take it from the address.
    name = os.path.basename(path) if program == "gdown" else file_name(link) or "index.html"
    is_printed = output == "-" or (program == "curl" and not output and not _has(options, "O", "remote-name"))
    if is_printed and not _has(options, "I", "head"):
        with open(path, "rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        return
    if _has(options, "spider", "I", "head"):
        return
    target = output or name
    folder = _first(options, "P", "directory-prefix", "output-dir")
    if folder:
        target = os.path.join(folder, target)
    if target.endswith("/") or os.path.isdir(target):
        target = os.path.join(target, name)
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    copy(path, target)
    if not _has(options, "q", "quiet", "s", "silent"):
        print(f"{program}: {target} comes from the course's data", file=sys.stderr)


def _git(arguments: Sequence[str], options: dict[str, str], words: Sequence[str]) -> int:
    is_remote = any("://" in word or word.startswith("git@") for word in words)
    if not words or words[0] not in {"clone", "pull", "fetch"} or (words[0] == "clone" and not is_remote):
        _real("git", arguments)
    link = words[1] if len(words) > 1 else f"what git {words[0]} asks for"
    link = f"https://{link[4:].replace(':', '/', 1)}" if link.startswith("git@") else link
    path = index().find(link)
    if path is None or words[0] != "clone":
        raise LookupError(missing(link))
    folder = words[2] if len(words) > 2 else posixpath.basename(link.rstrip("/")).removesuffix(".git")
    folder = os.path.join(options.get("C", ""), folder)
    if os.path.isdir(folder) and os.listdir(folder):
        raise LookupError(f"fatal: destination path '{folder}' already exists and is not an empty directory.")
    unpack(path, folder)
    print(f"git: {folder} comes from the course's data, without its history", file=sys.stderr)
    return 0


def _parse(arguments: Sequence[str], valued: set[str]) -> tuple[dict[str, str], list[str]]:
    """Options by name, without dashes, with their values; and the other words."""
    options: dict[str, str] = {}
    words: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            words.append(word)
        elif word.startswith("--"):
            name, has_value, value = word[2:].partition("=")
            options[name] = value if has_value else next(rest, "") if name in valued else ""
        else:
            for position, letter in enumerate(word[1:], start=2):
                if letter in valued:
                    options[letter] = word[position:] or next(rest, "")
                    break
                options[letter] = ""
    return options, words


def _first(options: dict[str, str], *names: str) -> str:
    return next((options[name] for name in names if options.get(name)), "")


def _has(options: dict[str, str], *names: str) -> bool:
    return any(name in options for name in names)


def _real(program: str, arguments: Sequence[str]) -> NoReturn:
    os.execv(f"/usr/bin/{program}", [program, *arguments])
