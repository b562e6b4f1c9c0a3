"""Threads and processes that a notebook has made do not survive the fork for a check; what uses them does.

Each hook remembers how a pool was made, and makes it anew where it is used in another process than its own.
"""

import os
import queue
import sys
import threading
from contextlib import suppress
from functools import wraps
from types import ModuleType
from typing import Any
from weakref import WeakSet

_thread_pools: "WeakSet[Any]" = WeakSet()
_loader_iterators: "WeakSet[Any]" = WeakSet()


def renew_in_child() -> None:
    """To be called once in the forked child, before anything of the notebook's."""
    for pool in list(_thread_pools):
        with suppress(Exception):
            _renew_thread_pool(pool)
    for loader in list(_loader_iterators):
        with suppress(Exception):
            loader._iterator = None
    _forget_loky()


def hook_thread_pools(module: ModuleType) -> None:
    """`concurrent.futures.thread`"""
    _remember(module.ThreadPoolExecutor, _thread_pools)


def hook_process_pools(module: ModuleType) -> None:
    """`concurrent.futures.process`: a pool is made anew by the first `submit` in another process."""
    _made_anew(module.ProcessPoolExecutor, "submit")


def hook_multiprocessing_pools(module: ModuleType) -> None:
    """`multiprocessing.pool`: every use of a pool looks at it first."""
    _made_anew(module.Pool, "_check_running")


def hook_data_loaders(module: ModuleType) -> None:
    """`torch.utils.data.dataloader`: workers that persist are the parent's."""
    _remember(module.DataLoader, _loader_iterators)


def _remember(kind: type, instances: "WeakSet[Any]") -> None:
    original = kind.__init__

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        instances.add(self)

    kind.__init__ = __init__


def _made_anew(kind: type, use: str) -> None:
    make, used = kind.__init__, getattr(kind, use)

    @wraps(make)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        self._assay_made = (os.getpid(), args, kwargs)
        make(self, *args, **kwargs)

    @wraps(used)
    def function(self: Any, *args: Any, **kwargs: Any) -> Any:
        pid, made_args, made_kwargs = getattr(self, "_assay_made", (os.getpid(), (), {}))
        if pid != os.getpid():
            self.__init__(*made_args, **made_kwargs)
        return used(self, *args, **kwargs)

    kind.__init__ = __init__
    setattr(kind, use, function)


def _renew_thread_pool(pool: Any) -> None:
    pool._threads = set()
    pool._work_queue = queue.SimpleQueue()
    pool._idle_semaphore = threading.Semaphore(0)
    pool._shutdown_lock = threading.Lock()


def _forget_loky() -> None:
    """joblib's pool of processes is one for all, and is made anew where there is none."""
    loky = sys.modules.get("joblib.externals.loky.reusable_executor")
    if loky is not None:
        loky._executor = None
