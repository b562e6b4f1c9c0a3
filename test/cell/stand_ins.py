"""What the feedback cell meets: a stand-in for the server, and stand-ins for what surrounds a notebook."""

import gzip
import json
import os
import sys
import tempfile
import threading
import types
import unittest
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

CELL = (Path(__file__).parents[2] / "cell" / "feedback_cell.py").read_text()
SAFE = "Nothing was lost and nothing was counted"
HOSTILE = "<img src=x onerror=alert(1)>"
CHECK = {"id": "1", "title": HOSTILE, "question": "Q", "status": "failed", "result": "failed", "earned": 0, "max": 3}
REPORT = {
    "headline": "1 check failed.",
    "points": {"earned": 0, "max": 3, "text": "0 of 3 in the visible checks"},
    "hidden": "There are hidden checks.",
    "checks": [{**CHECK, "message": HOSTILE, "expected": "1", "got": "2", "definedAt": {"cell": 2, "line": 3}, "followsFrom": {"cell": 1}}],
    "cells": ["Cell 2 failed."],
    "notes": [],
    "plots": [],
    "price": ["If you hand in now, this homework uses 7 late hours."],
    "notice": "This does not count.",
    "languageModels": "Say where you used one.",
}
TOKENS = {"left": 3, "of": 5, "text": "4 runs are left."}
Answer = tuple[int, dict[str, Any] | bytes]


def error(status: int, code: str, message: str = "So it is.", remedy: str = "Do this.") -> Answer:
    return status, {"error": {"code": code, "message": message, "whose": "student", "remedy": remedy}}


def run(**fields: Any) -> Answer:
    return 200, {"id": "a1", "ended": False, "message": "Waiting: place 1.", "tokens": TOKENS, "page": "/runs/a1", **fields}


class Server:
    """Answers from a list for each address, the last one for ever, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, bytes]] = []
        self.methods: list[tuple[str, str]] = []
        self.versions: set[str | None] = set()
        self.answers: dict[str, list[Answer]] = {
            "/v1/device/codes": [
                (
                    200,
                    {
                        "deviceCode": "d",
                        "userCode": "WXYZ-2345",
                        "verificationUri": "http://page/device",
                        "expiresInSeconds": 600,
                        "intervalSeconds": 0,
                    },
                )
            ],
            "/v1/device/tokens": [error(400, "authorizationPending"), (200, {"token": "t1", "expiresAt": "", "name": "A"})],
            "/v1/feedback/hw4": [run()],
            "/v1/feedback/runs/a1": [run(message="Cell 1 of 2."), run(ended=True, message="Graded.", report=REPORT)],
        }
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                path = self.path.partition("?")[0]
                server.asked.append((path, self.headers.get("Authorization"), body))
                server.versions.add(self.headers.get("Assay-Cell"))
                answers = server.answers[path]
                status, value = answers.pop(0) if len(answers) > 1 else answers[0]
                server.methods.append((self.command, path))
                if status == 0:
                    return  # As a server that goes away: the connection ends without an answer.
                self.send_response(status)
                if status == 302 and isinstance(value, bytes):
                    self.send_header("Location", value.decode())
                self.end_headers()
                self.wfile.write(value if isinstance(value, bytes) else json.dumps(value).encode())

            do_GET = do_DELETE = do_POST

            def log_message(self, *_: Any) -> None:
                """No lines in the report of the tests."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sent(self) -> dict[str, Any]:
        ((_, _, body),) = [asked for asked in self.asked if asked[0] == "/v1/feedback/hw4"]
        found: dict[str, Any] = json.loads(body)
        return found


class Screen(DisplayPublisher):
    """Keeps what a cell shows, in order."""

    shown: list[dict[str, str]]

    def publish(self, data: dict[str, str], metadata: object = None, **_: object) -> None:
        self.shown.append(data)
        self.on_shown(data)

    on_shown: Callable[[dict[str, str]], None] = staticmethod(lambda data: None)


def notebook(*sources: str) -> dict[str, Any]:
    cells = [
        {
            "cell_type": "code",
            "id": f"c{index}",
            "metadata": {"tags": ["keep"], "executionInfo": {"user": {"displayName": "Ada"}}},
            "execution_count": 7,
            "source": source.splitlines(keepends=True),
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["big"]}],
        }
        for index, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {}, "colab": {"name": "hw4.ipynb"}}, "cells": cells}


class CellCase(unittest.TestCase):
    """Runs the cell as IPython does."""

    def setUp(self) -> None:
        self.server = Server()
        self.addCleanup(self.server.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "hw4.ipynb"
        InteractiveShell.clear_instance()
        self.shell = InteractiveShell.instance(
            display_pub_class=Screen, ipython_dir=folder.name, config=Config(HistoryManager={"hist_file": ":memory:"})
        )
        self.screen: Screen = self.shell.display_pub
        self.screen.shown = []
        self.addCleanup(InteractiveShell.clear_instance)
        before = os.environ.pop("JPY_SESSION_NAME", None)
        self.addCleanup(lambda: os.environ.pop("JPY_SESSION_NAME", None))
        self.assertIsNone(before)

    def cell(self, url: str | None = None) -> str:
        """As `assay feedback-cell` prints it, but for how long it waits for a page that saves and a server that is away."""
        short = CELL.replace("time.time() + 5", "time.time() + 0.5")
        short = short.replace("time.time() + 120", "time.time() + 0.3").replace("time.sleep(2)", "time.sleep(0.1)")
        return short.replace("@SERVER@", url or self.server.url).replace("@ASSIGNMENT@", "hw4")

    def run_cell(self, url: str | None = None) -> str:
        """What stands under the cell in the end, as HTML; a cell that fails is a failure here."""
        result = self.shell.run_cell(self.cell(url), store_history=True)
        self.assertIsNone(result.error_before_exec)
        self.assertIsNone(result.error_in_exec)
        return self.screen.shown[-1]["text/html"]

    def in_colab(self, *replies: object) -> list[float]:
        """Colab's side of its messages: one reply for each request, the pauses that it was given come back."""
        waited: list[float] = []
        left = list(replies)

        def blocking_request(kind: str, request: object = None, timeout_sec: float = 5) -> object:
            assert (kind, request) == ("get_ipynb", ""), (kind, request)
            waited.append(timeout_sec)
            reply = left.pop(0)
            if isinstance(reply, Exception):
                raise reply
            return reply

        message = types.ModuleType("google.colab._message")
        message.blocking_request = blocking_request  # type: ignore[attr-defined]
        colab = types.ModuleType("google.colab")
        colab._message = message  # type: ignore[attr-defined]
        for name, module in (("google.colab", colab), ("google.colab._message", message)):
            sys.modules[name] = module
            self.addCleanup(sys.modules.pop, name)
        return waited

    def in_jupyter(self, on_save: Callable[[], None] = lambda: None) -> None:
        """Jupyter's side: the file's name in the environment, and a page that runs what the cell shows as JavaScript."""
        os.environ["JPY_SESSION_NAME"] = str(self.file)
        self.file.write_text(json.dumps(notebook("x = 0", self.cell())))
        os.utime(self.file, (1, 1))

        def shown(data: dict[str, str]) -> None:
            if "docmanager:save" in data.get("application/javascript", ""):
                on_save()

        self.screen.on_shown = shown  # type: ignore[method-assign]
