"""Which file of the course's stands for an address or a file name."""

import json
import os
import posixpath
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

_FOLDER = "/mnt/data"
_LOCAL = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "sandbox"}
_DRIVE = re.compile(r"//(?:drive|docs)\.(?:google|usercontent\.google)\.com/.*?(?:/d/|/folders/|[?&]id=)([\w-]{8,})")


class Index:
    def __init__(self, files: Sequence[dict[str, Any]], folder: str = _FOLDER) -> None:
        self._by_address: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._paths = [os.path.join(folder, file["path"]) for file in files]
        own = Counter(map(os.path.basename, self._paths))
        for file, path in zip(files, self._paths, strict=True):
            # A name that two files have says nothing: those are found by their addresses.
            if own[os.path.basename(path)] == 1:
                self._by_name[os.path.basename(path)] = path
            for url in file["urls"]:
                self._by_address[_address(url)] = path
        for file, path in zip(files, self._paths, strict=True):
            self._by_name.update({name: path for name in file["names"]})
        #: Names of files that were asked for at other addresses than the course knows them from.
        self.guessed: set[str] = set()

    @property
    def paths(self) -> Sequence[str]:
        return self._paths

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._by_name)

    def named(self, name: str) -> str | None:
        return self._by_name.get(name)

    def find(self, url: str) -> str | None:
        """By the address, then by the address without its query, then by the name of the file in it."""
        bare = url.partition("?")[0]
        known = self._by_address.get(_address(url)) or self._by_address.get(_address(bare))
        if known is not None:
            return known
        name = file_name(url)
        path = self.named(name)
        if path in self._by_address.values():
            self.guessed.add(name)
        return path


def store(files: bytes) -> None:
    """Keep the index where this process and the programs that it starts look for it."""
    with open(_index_file(), "wb") as file:
        file.write(files)
    index.cache_clear()


@cache
def index() -> Index:
    """The index of this container; empty where the assignment has no data."""
    try:
        with open(_index_file(), "rb") as file:
            return Index(json.load(file))
    except (OSError, ValueError, KeyError, TypeError):
        return Index([])


def is_local(url: str) -> bool:
    """A server of the notebook's own, which is there without a network."""
    try:
        return (urlsplit(url).hostname or "") in _LOCAL
    except ValueError:
        return False


def file_name(url: str) -> str:
    """The name that an address ends in; empty where it ends in none."""
    return posixpath.basename(unquote(urlsplit(url).path))


def missing(url: str) -> str:
    """The sentence for what the index does not hold."""
    name = file_name(url) or "this address"
    return (
        f"No network while grading, and the course's data do not hold {name[:100]} ({url[:200]}): use a file that the "
        "assignment names, or ask course staff to add it."
    )


def copy(path: str, target: str) -> None:
    """A copy, not a link: it is the notebook's to write to, as a download is."""
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        if error.errno != 28:
            raise
        size = os.path.getsize(path) // 1024**2
        text = f"There is no room for {os.path.basename(target)} ({size} MiB): course staff must raise limits.diskMiB."
        raise OSError(error.errno, text) from None


def unpack(path: str, folder: str) -> None:
    """An archive's files in `folder`, without the one folder that archives of repositories have around them."""
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        shutil.unpack_archive(path, draft)
        inner = os.listdir(draft)
        only = os.path.join(draft, inner[0]) if len(inner) == 1 else ""
        source = only if os.path.isdir(only) else draft
        for name in os.listdir(source):
            shutil.move(os.path.join(source, name), os.path.join(folder, name))


def _address(url: str) -> str:
    drive = _DRIVE.search(url)
    if drive is not None:
        return f"drive:{drive[1]}"
    bare = re.sub(r"^http:", "https:", url.partition("#")[0], flags=re.IGNORECASE)
    return bare.removesuffix("/").removesuffix(".git")


def _index_file() -> str:
    return os.path.join(tempfile.gettempdir(), ".data-index.json")
