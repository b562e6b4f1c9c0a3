"""Runs small notebooks in ipykernel by nbclient and prints what each cell came to: the reference for the runner.

In the student's image, whose Python has both. Reads `[{"name", "cells": [{"source", "isCall"}]}]` from the standard
input; prints a JSON line `{"name", "cells"}` for each.
"""

import json
import os
import sys
import tempfile
from typing import Any

import nbformat
from assay_runner.root_folders import make_folders
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

CELL_SECONDS = 40
KINDS = {"display_data": "display", "update_display_data": "update", "execute_result": "result"}


class Recorder(NotebookClient):
    """Keeps the messages of each cell as they come: a notebook's outputs no longer say what was updated or cleared."""

    def __init__(self, notebook: Any, calls: set[int]) -> None:
        self.seen = [empty("not run") for _ in notebook.cells]
        self._calls = calls
        quiet = ["--Application.log_level=ERROR"]
        super().__init__(
            notebook, timeout=CELL_SECONDS, allow_errors=True, store_widget_state=True, extra_arguments=quiet
        )

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        note(msg, self.seen[cell_index], cell_index in self._calls)
        try:
            return super().process_message(msg, cell, cell_index)
        except (nbformat.ValidationError, KeyError):  # An error without lines, an output for a widget that has gone
            return None

    async def _check_raise_for_error(self, cell: Any, cell_index: int, exec_reply: Any) -> None:
        """Errors that a kernel prints without a traceback (UsageError) are said by its reply alone."""
        content = (exec_reply or {}).get("content", {})
        if content.get("status") == "error":
            self.seen[cell_index].update(status="error", ename=content["ename"], evalue=content["evalue"])


def empty(status: str) -> dict[str, Any]:
    return {"status": status, "ename": "", "evalue": "", "stdout": "", "stderr": "", "shown": [], "clears": 0}


def note(message: dict[str, Any], seen: dict[str, Any], is_call: bool) -> None:
    content = message["content"]
    seen["status"] = "error" if seen["status"] == "error" else "ok"
    match message["msg_type"]:
        case "stream":
            seen[content["name"]] += content["text"]
        case "error":
            seen.update(status="error", ename=content["ename"], evalue=content["evalue"])
        case "clear_output":
            seen["clears"] += 1
        case ("display_data" | "update_display_data" | "execute_result") as kind:
            mimes = [mime for mime in content["data"] if "widget-view" not in mime]
            text = content["data"].get("text/plain", "")
            # The value of a call is the repr of a string: that of what was asked for.
            shown = eval(text) if is_call and kind == "execute_result" else text
            if mimes:
                seen["shown"].append([KINDS[kind], shown, mimes])


def run(snippet: dict[str, Any]) -> list[dict[str, Any]]:
    cells = snippet["cells"]
    calls = {index for index, cell in enumerate(cells) if cell["isCall"]}
    sources = [f"_parity = repr({c['source'].strip()})\n_parity" if c["isCall"] else c["source"] for c in cells]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        recorder = Recorder(notebook, calls)
        try:
            recorder.execute(cwd=folder)
        except (CellTimeoutError, DeadKernelError) as error:
            status = "timeout" if isinstance(error, CellTimeoutError) else "died"
            stopped = next((seen for seen in recorder.seen if seen["status"] == "not run"), recorder.seen[-1])
            stopped["status"] = status
        os.chdir("/")
    return recorder.seen


def main() -> None:
    make_folders()
    # What a kernel's programs print past it goes where it disturbs nobody.
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for snippet in json.load(sys.stdin):
        print(json.dumps({"name": snippet["name"], "cells": run(snippet)}), file=results, flush=True)


if __name__ == "__main__":
    main()
