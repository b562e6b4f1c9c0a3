"""The event loop that a notebook's cells run in, as in a kernel: it goes on between cells, and tasks with it."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from typing import Any

from .lines import high_descriptors


class CellLoop:
    """One loop for all cells. Every cell is a task of it, so that code in a cell finds the running loop.

    All cells share one context, as a module's statements do: what a cell sets in a context variable (numpy's print
    options, decimal's precision) is set for the next one.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.context = copy_context()

    def run(self, cell: Callable[[], Coroutine[Any, Any, Any]], on_cancel: Callable[[], None]) -> Any:
        """Run `cell` to its end. An interrupt that comes while it awaits cancels it and is raised anew."""
        loop = self._open()
        task = loop.create_task(cell(), context=self.context)
        try:
            self._finish(loop, task)
        except KeyboardInterrupt:
            if not task.done():
                on_cancel()
                task.cancel()
                with suppress(asyncio.CancelledError):
                    self._finish(loop, task)
            raise
        return task.result()

    def wait_readable(self, fd: int) -> None:
        """Let the notebook's tasks go on until there is something to read from `fd`."""
        if self._loop is None or self._loop.is_closed():
            return
        loop = self._loop
        is_readable = False

        def arrived() -> None:
            nonlocal is_readable
            is_readable = True
            loop.stop()

        # Whatever a task does to its loop, or raises: what waits here is the host's next request, and it is read.
        with suppress(Exception):
            loop.add_reader(fd, arrived)
            while not is_readable and not loop.is_closed():
                with suppress(BaseException):
                    loop.run_forever()
        with suppress(Exception):
            loop.remove_reader(fd)

    def leave_in_child(self) -> None:
        """In a forked child: the loop stays the parent's, whose descriptors it watches; another one is at hand."""
        self._loop = None
        asyncio.set_event_loop(asyncio.new_event_loop())

    def _open(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop.is_closed():
            with high_descriptors():
                self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        return self._loop

    @staticmethod
    def _finish(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[Any]") -> None:
        while not task.done():
            # A cell that stops its own loop ends nothing, as in a kernel.
            with suppress(RuntimeError):
                loop.run_until_complete(task)
        task.exception()
