"""What happens before student code: modules imported, threads set, versions read."""

import gc
import importlib
import platform
import sys
from collections.abc import Sequence

from .lazy_dynamo import defer_dynamo

_ALWAYS_REPORTED = ("numpy", "torch", "IPython")


def preload(modules: Sequence[str]) -> None:
    """Import `modules`; ImportError where one is missing, which is the course's turn."""
    # Importing makes objects and no garbage: to look for some costs a tenth of the time, and again in every later
    # collection.
    gc.disable()
    for name in modules:
        importlib.import_module(name)
    defer_dynamo()
    gc.freeze()
    gc.enable()


def versions(modules: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Python's version, and those of the preloaded packages and of numpy, torch and IPython where imported."""
    names = [*dict.fromkeys([*(name.partition(".")[0] for name in modules), *_ALWAYS_REPORTED])]
    found = {name.lower(): _version(name) for name in names if name in sys.modules}
    return platform.python_version(), {name: version for name, version in sorted(found.items()) if version}


def _version(name: str) -> str:
    version = getattr(sys.modules[name], "__version__", None)
    return version[:100] if isinstance(version, str) else ""
