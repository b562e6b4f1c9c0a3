"""What `%store` keeps: for this run, since no other follows it."""

import pickle
from collections.abc import Iterator, MutableMapping
from fnmatch import fnmatchcase
from typing import Any


class Stored(MutableMapping[str, Any]):
    """Values as they were when they were stored, as on disk: later changes of a list do not change it."""

    def __init__(self) -> None:
        self._pickled: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> Any:
        return pickle.loads(self._pickled[key])

    def __setitem__(self, key: str, value: Any) -> None:
        self._pickled[key] = pickle.dumps(value)

    def __delitem__(self, key: str) -> None:
        del self._pickled[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pickled)

    def __len__(self) -> int:
        return len(self._pickled)

    def keys(self, pattern: str = "*") -> list[str]:  # type: ignore[override]
        """Those that match, as IPython's own store has it."""
        return [key for key in self._pickled if fnmatchcase(key, pattern)]
