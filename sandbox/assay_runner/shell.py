"""The notebook's IPython shell: a kernel's shell in this process, without a kernel, sockets or files."""

import builtins
import getpass
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Literal, NoReturn

from IPython.core import page
from IPython.core.autocall import ExitAutocall
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Instance
from traitlets.config import Config

from . import commands, magics
from .cell_loop import CellLoop
from .channel import Channel
from .cuda import Cuda
from .data.index import store
from .data.places import Places
from .display import FrameDisplayHook, FramePublisher, send_error
from .figures import usable_gui
from .gone import Gone
from .hoist import hoist_cell_magic
from .interrupts import Interrupts
from .kernel import Kernel, begin_app
from .late_imports import failed_line, imports_after, missing_package, run_imports
from .library_hooks import install_library_hooks
from .newer_library import add_newer_names
from .root_folders import unwritable
from .script_cells import ScriptCells
from .shims import install_shims
from .stored import Stored
from .streams import StandardStreams
from .syntax.compiler import NewerSyntaxCompiler
from .syntax.files import read_files
from .torch_threads import TorchThreads
from .tracebacks import without_runner

_NOTES_MAX = 200

Status = Literal["ok", "error", "interrupted", "gpuOutOfMemory"]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class NotebookShell(ZMQInteractiveShell):
    """A kernel's shell with a channel in place of its sockets."""

    displayhook_class = FrameDisplayHook
    display_pub_class = FramePublisher
    exiter = Instance(ExitAutocall)
    compiler_class = NewerSyntaxCompiler

    def __init__(self, channel: Channel, streams: StandardStreams, interrupts: Interrupts, config: Config) -> None:
        self.channel = channel
        self.loop = CellLoop()
        self._streams = streams
        self._interrupts = interrupts
        self._error_shown = False
        self._is_muted = False
        self._notes: set[tuple[str, str]] = set()
        self.cuda = Cuda(lambda text: self.note("cuda", text))
        self._places: Places | None = None
        self.gone = Gone()
        self.torch_threads = TorchThreads(lambda text: self.note("device", text))
        super().__init__(config=config)
        self.kernel = Kernel(self)
        begin_app(self.kernel)
        self.compile.on_newer = self._note_newer_syntax
        read_files(self._note_newer_syntax)
        self.set_hook("show_in_pager", page.as_hook(page.display_page), 90)
        self.input_transformers_cleanup.insert(0, hoist_cell_magic)
        magics.register(self)
        self.register_magics(ScriptCells(self, streams))
        self.db = Stored()
        self.extension_manager.load_extension("storemagic")

    def use_data(self, index: bytes) -> None:
        """The course has put files there in the place of what the notebook would download."""
        store(index)
        self._places = Places()

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
        self._error_shown = self._is_muted = False
        error: BaseException | None
        try:
            with self._interrupts.armed():
                self.cuda.before(source)
                if self._places is not None:
                    self._places.before_cell(source)
                result = self.loop.run(lambda: self._run(source), on_cancel=self._mute)
                error = result.error_before_exec or result.error_in_exec
        except BaseException as stop:  # Also what a handler of the notebook's raises at the very end of its cell
            error = stop
        self._is_muted = False
        self._interrupts.install()
        for stream in (sys.stdout, sys.stderr):
            _flush(stream)
        if isinstance(error, Exception):
            if (text := unwritable(error)) is not None:
                self.note("environment", text)
            self._import_the_rest(source, error)
        if error is None:
            # An error within %%capture or in drawing a figure is shown, but is none to IPython.
            return "error" if self._error_shown else "ok"
        if not self._error_shown:
            # IPython prints some errors (UsageError, groups of exceptions); the record of the cell names them too.
            self.show_error(type(error).__name__, _text(error), "")
        if isinstance(error, KeyboardInterrupt):
            return "interrupted"
        return "gpuOutOfMemory" if self.cuda.ran_out(error) else "error"

    async def _run(self, source: str) -> ExecutionResult:
        """One cell as a kernel runs it: within the loop, whether it awaits or not."""
        try:
            cell, failure = self.transform_cell(source), None
        except Exception:
            cell, failure = source, sys.exc_info()
        transformed = {"transformed_cell": cell, "preprocessing_exc_tuple": failure}
        result = None
        try:
            result = await self.run_cell_async(source, store_history=True, **transformed)
        finally:
            # IPython leaves these two to whoever awaits; figures are drawn by the first.
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result

    def _import_the_rest(self, source: str, error: Exception) -> None:
        """Run the imports that a cell had still to come to when it stopped."""
        line = failed_line(error, lambda name: self.compile.format_code_name(name) is not None)
        if line is None:
            return
        # An import may hang as any other line may: then the host's interrupt ends it, not the container.
        with suppress(Exception, KeyboardInterrupt), self._interrupts.armed():
            tree = self.compile.ast_parse(self.transform_cell(source))
            done, failed = run_imports(imports_after(tree, line), self.user_ns)
            for statement, reason in {"": error, **failed}.items():
                text = missing_package(reason)
                if text is not None or statement:
                    self.note("environment", text or f"`{statement}` failed: {_text(reason)}")
            if done:
                self.note("environment", f"The cell stopped at line {line}; its other imports were run: {', '.join(done)}.")

    def show_error(self, ename: str, evalue: str, traceback_text: str) -> None:
        if self._is_muted:
            return
        self._error_shown = True
        send_error(self.channel, ename, evalue, traceback_text)

    def note(self, kind: str, text: str) -> None:
        """Tell the student something that is no output of theirs, once. The shims call it through `get_ipython()`."""
        if (kind, text) not in self._notes and len(self._notes) < _NOTES_MAX:
            self._notes.add((kind, text))
            self.channel.note(kind, text)

    def system(self, cmd: str) -> None:
        """`!command`: output as it comes, the exit code in `_exit_code`."""
        commands.run(self, self._ready(self.var_expand(cmd, depth=1)), self._streams)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        """`x = !command`"""
        return commands.capture(self, self._ready(self.var_expand(cmd, depth=depth + 1)), split)

    def _ready(self, command: str) -> str:
        if self._places is not None:
            self._places.before_command(command)
        return command

    def init_environment(self) -> None:
        """What a kernel sets is set before there is a shell (environment.py)."""

    def enable_gui(self, gui: str | None = None) -> None:
        """No event loop: nobody is there to click."""

    def enable_matplotlib(self, gui: str | None = None) -> object:
        return super().enable_matplotlib(usable_gui(gui, self.note))

    def _exiter_default(self) -> ExitAutocall:
        return _CellExit(self)

    def _get_exc_info(self, exc_tuple: ExcInfo | None = None) -> ExcInfo:
        etype, value, start = super()._get_exc_info(exc_tuple)
        return etype, value, without_runner(start)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str] | None) -> None:
        # Exceptions that hide themselves (`_render_traceback_`) have no lines; the cell's record names them all the same.
        lines = stb if isinstance(stb, list) else []
        self.show_error(etype.__name__, _text(evalue), self.InteractiveTB.stb2text(lines))

    def _note_newer_syntax(self) -> None:
        self.note("syntax", "Syntax of a newer Python than the one that grades was understood. That costs nothing.")

    def _mute(self) -> None:
        """What an interrupted cell says of its cancelling is not what stopped it."""
        self._is_muted = True

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        # IPython's would keep a second copy of all output in memory.
        yield

    def _format_exception_for_storage(self, exception: object, **_: object) -> dict[str, object]:
        # IPython's would format every traceback a second time, for a record that nothing here reads.
        return {}


class Shell(NotebookShell):
    """The shell under the name that Colab's has: notebooks look at it to learn where they run."""

    __module__ = "google.colab._shell"


def open_shell(channel: Channel, streams: StandardStreams, interrupts: Interrupts) -> NotebookShell:
    """The one shell of this process, as IPython wants it: `get_ipython()` finds it."""
    config = Config()
    config.HistoryManager.enabled = False
    # What notebooks ask for to learn whether they run in a kernel.
    config.IPKernelApp.connection_file = "/tmp/kernel.json"
    config.InteractiveShell.enable_tip = False
    shell = Shell.instance(channel=channel, streams=streams, interrupts=interrupts, config=config)
    # '' is the working folder, wherever %cd goes; an isolated interpreter leaves it out.
    if "" not in sys.path:
        sys.path.insert(0, "")
    add_newer_names()
    install_shims()
    install_library_hooks(shell)
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
