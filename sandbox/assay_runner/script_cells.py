"""`%%script` and its kin (`%%bash`, `%%python3`, …).

IPython's own hands on pieces of a hundred bytes: of what goes to a variable the last piece alone is kept, and a
character that lies across two pieces is lost.
"""

import subprocess
import sys
from typing import TYPE_CHECKING

from IPython.core import magic_arguments
from IPython.core.magic import cell_magic, magics_class
from IPython.core.magics.script import ScriptMagics, script_args
from IPython.utils.process import arg_split

from .commands import finish, start
from .streams import StandardStreams

if TYPE_CHECKING:
    from .shell import NotebookShell


@magics_class
class ScriptCells(ScriptMagics):
    """In the place of IPython's; what runs in the background is still its own."""

    def __init__(self, shell: "NotebookShell", streams: StandardStreams) -> None:
        super().__init__(shell)
        self._streams = streams

    @magic_arguments.magic_arguments()
    @script_args
    @cell_magic("script")
    def shebang(self, line: str, cell: str) -> None:
        """Run a cell by a program: `%%script [--out NAME] [--err NAME] [--bg] [--proc NAME] [--no-raise-error] PROGRAM …`"""
        args, words = self.shebang.parser.parse_known_args(arg_split(line, posix=True))
        if args.bg:
            super().shebang(line, cell)
            return
        source = (cell if cell.endswith("\n") else f"{cell}\n").encode("utf-8", "replace")
        stdout, stderr = self._target(args.out, "stdout"), self._target(args.err, "stderr")
        try:
            process = start(words, stdin=subprocess.PIPE, stdout=stdout, stderr=stderr)
        except FileNotFoundError:
            print(f"Couldn't find program: {words[0]!r}")
            return
        printed: tuple[bytes | None, bytes | None] = (None, None)

        def communicate() -> int:
            nonlocal printed
            printed = process.communicate(source)
            return process.returncode

        status = finish(process, communicate)
        for data, variable, stream in zip(printed, (args.out, args.err), (sys.stdout, sys.stderr), strict=True):
            if data is None:
                continue
            text = data.decode("utf-8", "replace")
            if variable:
                self.shell.user_ns[variable] = text
            else:
                stream.write(text)
        if args.raise_error and status:
            raise subprocess.CalledProcessError(status, source)

    def _target(self, variable: str | None, name: str) -> int | None:
        """Where it is neither kept nor captured, a program prints straight to the notebook's stream."""
        is_own = self._streams.is_own(getattr(sys, name))
        return None if is_own and not variable else subprocess.PIPE
