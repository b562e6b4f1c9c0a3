"""The notebook's IPython shell: in this process, without a kernel, sockets or files."""

import builtins
import getpass
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Literal, NoReturn

from IPython.core import page
from IPython.core.autocall import ExitAutocall
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from . import commands, magics
from .channel import Channel
from .cuda import Cuda
from .display import FrameDisplayHook, FramePublisher, send_error
from .figures import usable_gui
from .hoist import hoist_cell_magic
from .interrupts import Interrupts
from .shims import install_shims
from .streams import StandardStreams
from .tracebacks import without_runner

_NOTES_MAX = 200

Status = Literal["ok", "error", "interrupted", "gpuOutOfMemory"]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class NotebookShell(InteractiveShell):
    """IPython with a channel in place of a terminal."""

    displayhook_class = FrameDisplayHook
    display_pub_class = FramePublisher

    def __init__(self, channel: Channel, streams: StandardStreams, interrupts: Interrupts, config: Config) -> None:
        self.channel = channel
        self._streams = streams
        self._interrupts = interrupts
        self._error_shown = False
        self._notes: set[tuple[str, str]] = set()
        self.cuda = Cuda(lambda text: self.note("cuda", text))
        super().__init__(config=config)
        self.set_hook("show_in_pager", page.as_hook(page.display_page), 99)
        self.input_transformers_cleanup.insert(0, hoist_cell_magic)
        magics.register(self)

    def warm_up(self) -> None:
        """Load what the first cell and the first traceback need, before there is anybody to wait for it."""
        self.run_cell("pass")
        try:
            raise RuntimeError
        except RuntimeError:
            self.InteractiveTB.structured_traceback(*sys.exc_info())

    def execute(self, source: str) -> Status:
        """Run one cell to its end; everything that it shows has been sent when this returns."""
        self._streams.repair()
        self._interrupts.install()
        self._error_shown = False
        error: BaseException | None
        try:
            with self._interrupts.armed():
                self.cuda.before(source)
                result = self.run_cell(source, store_history=True)
                error = result.error_before_exec or result.error_in_exec
        except KeyboardInterrupt as interrupt:
            error = interrupt
        self._interrupts.install()
        for stream in (sys.stdout, sys.stderr):
            _flush(stream)
        if error is None:
            # An error within %%capture or in drawing a figure is shown, but is none to IPython.
            return "error" if self._error_shown else "ok"
        if not self._error_shown:
            # IPython prints some errors (UsageError, groups of exceptions); the record of the cell names them too.
            self.show_error(type(error).__name__, _text(error), "")
        if isinstance(error, KeyboardInterrupt):
            return "interrupted"
        return "gpuOutOfMemory" if self.cuda.ran_out(error) else "error"

    def show_error(self, ename: str, evalue: str, traceback_text: str) -> None:
        self._error_shown = True
        send_error(self.channel, ename, evalue, traceback_text)

    def note(self, kind: str, text: str) -> None:
        """Tell the student something that is no output of theirs, once. The shims call it through `get_ipython()`."""
        if (kind, text) not in self._notes and len(self._notes) < _NOTES_MAX:
            self._notes.add((kind, text))
            self.channel.note(kind, text)

    def system(self, cmd: str) -> None:
        """`!command`: output as it comes, the exit code in `_exit_code`."""
        commands.run(self, self.var_expand(cmd, depth=1), self._streams)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        """`x = !command`"""
        return commands.capture(self, self.var_expand(cmd, depth=depth + 1), split)

    def enable_gui(self, gui: str | None = None) -> None:
        """No event loop: nobody is there to click."""

    def enable_matplotlib(self, gui: str | None = None) -> object:
        return super().enable_matplotlib(usable_gui(gui, self.note))

    def _exiter_default(self) -> ExitAutocall:
        return _CellExit(self)

    def _get_exc_info(self, exc_tuple: ExcInfo | None = None) -> ExcInfo:
        etype, value, start = super()._get_exc_info(exc_tuple)
        return etype, value, without_runner(start)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.show_error(etype.__name__, _text(evalue), self.InteractiveTB.stb2text(stb))

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        # IPython's would keep a second copy of all output in memory.
        yield

    def _format_exception_for_storage(self, exception: object, **_: object) -> dict[str, object]:
        # IPython's would format every traceback a second time, for a record that nothing here reads.
        return {}


def open_shell(channel: Channel, streams: StandardStreams, interrupts: Interrupts) -> NotebookShell:
    """The one shell of this process, as IPython wants it: `get_ipython()` finds it."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.enable_tip = False
    shell = NotebookShell.instance(channel=channel, streams=streams, interrupts=interrupts, config=config)
    # '' is the working folder, wherever %cd goes; an isolated interpreter leaves it out.
    if "" not in sys.path:
        sys.path.insert(0, "")
    install_shims()
    builtins.input = _refuse_input
    getpass.getpass = _refuse_input
    warnings.filterwarnings("ignore", message="To exit: use")
    return shell


class _CellExit(ExitAutocall):
    """`exit` and `quit` end the cell."""

    def __call__(self, *_: object) -> NoReturn:
        raise SystemExit


def _refuse_input(prompt: object = "", *_: object, **__: object) -> NoReturn:
    question = f" {str(prompt)[:200]!r}" if prompt else ""
    raise StdinNotImplementedError(
        f"Nobody is there to answer{question}: notebooks are graded without a keyboard. "
        "Assign the value in the cell instead of asking for it."
    )


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # The notebook's own __str__
        return "(its message cannot be shown)"


def _flush(stream: object) -> None:
    try:
        stream.flush()
    except Exception:  # Whatever the notebook put in the stream's place
        pass
