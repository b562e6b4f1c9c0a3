"""The cell where all goes well: what it sends, and what it shows."""

import base64
import json
import re

from test.cell.stand_ins import CELL, REPORT, CellCase, error, notebook, run


class FeedbackCell(CellCase):
    def test_is_short_and_has_no_secret(self) -> None:
        self.assertLessEqual(len(CELL.splitlines()), 60)
        self.assertNotRegex(CELL, r"[0-9a-f]{16}|[A-Za-z0-9_-]{40}")

    def test_in_colab_sends_the_page_without_outputs_and_shows_the_report(self) -> None:
        waited = self.in_colab({"ipynb": notebook("x = 1", self.cell())})
        html = self.run_cell()
        self.assertEqual(waited, [30])
        sent = self.server.sent()
        self.assertEqual("".join(sent["cells"][0]["source"]), "x = 1")
        self.assertEqual(sent["cells"][0]["metadata"], {"tags": ["keep"]})
        self.assertEqual(sent["cells"][0]["execution_count"], 7)
        for text in ("big", "Ada", "widgets"):
            self.assertNotIn(text, json.dumps(sent))
        for text in ("0 of 3", "1 check failed.", "7 late hours", "does not count", "hidden checks", "4 runs are left", "cell 2, line 3", "Begin With: cell 1", "Say where you used one.", "/runs/a1"):
            self.assertIn(text, html)
        said = [data.get("text/plain", "") for data in self.screen.shown]
        self.assertTrue(any("WXYZ-2345" in text and "http://page/device" in text for text in said), said)
        self.assertIn("Cell 1 of 2.", said)
        # The server tells by it whether it understands this cell.
        self.assertEqual(self.server.versions, {re.search(r"^# Assay feedback cell (\d+)", CELL, re.MULTILINE)[1]})

    def test_shows_the_place_in_the_queue(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        place = {"position": 3, "of": 7, "text": "In the queue: 3 of 7, about 40 seconds."}
        self.server.answers["/v1/feedback/hw4"] = [run(place=place)]
        self.run_cell()
        self.assertIn(place["text"], [data.get("text/plain", "") for data in self.screen.shown])

    def test_shows_plots_and_does_without_one_that_does_not_come(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        plots = [{"cell": cell, "path": f"/v1/feedback/runs/a1/plots/{cell}"} for cell in (2, 5)]
        self.server.answers["/v1/feedback/hw4"] = [run(ended=True, report={**REPORT, "plots": plots})]
        self.server.answers[plots[0]["path"]] = [(200, b"\x89PNG'>")]
        self.server.answers[plots[1]["path"]] = [error(404, "notFound")]
        html = self.run_cell()
        self.assertIn("1 check failed.", html)
        picture = base64.b64encode(b"\x89PNG'>").decode()
        self.assertEqual(re.findall(r"Plot of cell (\d):<br><img alt='' src='data:image/png;base64,([^']*)'>", html), [("2", picture)])

    def test_shows_texts_as_texts(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        html = self.run_cell()
        self.assertNotIn("<img", html)
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;", html)
        self.assertNotRegex(html, r"<script|<style|class=|href=")

    def test_asks_colab_once_more(self) -> None:
        waited = self.in_colab(None, {"ipynb": notebook("x = 1")})
        self.assertIn("0 of 3", self.run_cell())
        self.assertEqual(waited, [30, 30])

    def test_signs_in_once(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")}, {"ipynb": notebook("x = 1")})
        self.run_cell()
        self.run_cell()
        codes = [path for path, _, _ in self.server.asked if path == "/v1/device/codes"]
        self.assertEqual(len(codes), 1)
        bearers = {bearer for path, bearer, _ in self.server.asked if path.startswith("/v1/feedback/")}
        self.assertEqual(bearers, {"Bearer t1"})

    def test_in_jupyter_waits_for_the_save(self) -> None:
        self.in_jupyter(lambda: self.file.write_text(json.dumps(notebook("x = 'edited'", self.cell()))) and None)
        self.assertIn("0 of 3", self.run_cell())
        self.assertEqual(self.server.sent()["cells"][0]["source"], ["x = 'edited'"])

    def test_a_file_that_holds_what_was_run_is_sent_unsaved(self) -> None:
        self.in_jupyter()
        self.shell.run_cell("x = 0", store_history=True)
        self.assertIn("0 of 3", self.run_cell())

    def test_in_vs_code_takes_its_file(self) -> None:
        self.file.write_text(json.dumps(notebook("y = 1", self.cell())))
        self.shell.user_ns["__vsc_ipynb_file__"] = str(self.file)
        self.assertIn("0 of 3", self.run_cell())
