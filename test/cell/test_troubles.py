"""The cell where something is in the way: a sentence each, and never a traceback."""

import sys

from test.cell.stand_ins import REPORT, SAFE, CellCase, error, notebook, run


class Troubles(CellCase):
    def test_colab_that_does_not_answer(self) -> None:
        self.in_colab(None, None)
        html = self.run_cell()
        self.assertIn("clear large outputs", html)
        self.assertIn(SAFE, html)
        self.assertEqual(self.server.asked, [])

    def test_colab_that_fails(self) -> None:
        self.in_colab(RuntimeError("MessageError"))
        html = self.run_cell()
        self.assertIn("This notebook cannot be read: ", html)
        self.assertIn(SAFE, html)
        self.assertEqual(self.server.asked, [])

    def test_a_token_that_is_over_is_asked_for_again_once(self) -> None:
        over = error(401, "signInAgain", "Your sign-in is over.")
        self.shell.user_ns["_assay_token"] = "old"
        self.in_colab(*[{"ipynb": notebook("x = 1")}] * 2)
        self.server.answers["/v1/feedback/hw4"] = [over, run(ended=True, report=REPORT), over]
        self.assertIn("0 of 3", self.run_cell())
        bearers = [bearer for path, bearer, _ in self.server.asked if path == "/v1/feedback/hw4"]
        self.assertEqual(bearers, ["Bearer old", "Bearer t1"])
        html = self.run_cell()
        self.assertIn("Your sign-in is over.", html)
        self.assertEqual(html.count(SAFE), 1)

    def test_a_server_that_is_away_while_a_run_goes_on(self) -> None:
        self.in_colab(*[{"ipynb": notebook("x = 1")}] * 3)
        self.server.answers["/v1/feedback/runs/a1"] = [(0, b""), (502, b"<html>"), run(ended=True, report=REPORT), (0, b"")]
        self.assertIn("0 of 3", self.run_cell())
        said = [data.get("text/plain", "") for data in self.screen.shown]
        self.assertEqual(sum("is away" in text for text in said), 1, said)
        html = self.run_cell()
        self.assertIn(f"The run goes on: see {self.server.url}/runs/a1, or run this cell again", html)
        self.assertNotIn(SAFE, html)
        # Whether it was sent is not known here.
        self.server.answers["/v1/feedback/hw4"] = [(0, b"")]
        html = self.run_cell()
        self.assertIn("to see whether it was sent", html)
        self.assertNotIn(SAFE, html)

    def test_the_token_goes_nowhere_else(self) -> None:
        self.shell.user_ns["_assay_token"] = "t0"
        self.in_colab({"ipynb": notebook("x = 1")})
        self.server.answers["/elsewhere"] = [run(ended=True, report=REPORT)]
        self.server.answers["/v1/feedback/hw4"] = [(302, f"{self.server.url}/elsewhere".encode())]
        self.assertIn("has moved: ask course staff", self.run_cell())
        self.assertEqual([path for path, _, _ in self.server.asked], ["/v1/feedback/hw4"])

    def test_answers_of_another_shape(self) -> None:
        shapes = [(404, {"error": {"code": "x"}}), (200, {"odd": 1}), (200, b"[]"), (200, b"no JSON")]
        self.in_colab(*[{"ipynb": notebook("x = 1")}] * len(shapes))
        for shape in shapes:
            self.server.answers["/v1/feedback/hw4"] = [shape]
            html = self.run_cell()
            self.assertIn("The server answered something that this cell does not understand: ", html)
            self.assertNotIn("stopped", html)

    def test_a_file_that_is_no_notebook(self) -> None:
        self.in_jupyter()
        self.file.write_text("{}")
        self.assertIn("This notebook cannot be read: KeyError", self.run_cell())

    def test_who_interrupts_takes_the_run_back(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        self.server.answers["/v1/feedback/runs/a1"] = [run(ended=True, message="This run was cancelled.")]
        self.screen.on_shown = self._interrupt_waiting  # type: ignore[method-assign]
        self.assertIn("You stopped this cell. This run was cancelled.", self.run_cell())
        self.assertEqual(self.server.methods[-1], ("DELETE", "/v1/feedback/runs/a1"))

    @staticmethod
    def _interrupt_waiting(data: dict[str, str]) -> None:
        if "Waiting: place 1." in data.get("text/plain", ""):
            raise KeyboardInterrupt

    def test_too_many(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        self.server.answers["/v1/feedback/hw4"] = [error(429, "noRunsLeft", "No runs are left.", "The next is due at 14:05.")]
        html = self.run_cell()
        self.assertIn("No runs are left. The next is due at 14:05.", html)
        self.assertIn(SAFE, html)

    def test_a_code_that_was_refused(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        self.server.answers["/v1/device/tokens"] = [error(400, "accessDenied", "The code was refused.")]
        self.assertIn("The code was refused.", self.run_cell())

    def test_a_server_that_is_away_or_no_server_of_ours(self) -> None:
        self.in_colab(*[{"ipynb": notebook("x = 1")}] * 2)
        html = self.run_cell("http://127.0.0.1:9")
        self.assertIn("http://127.0.0.1:9 cannot be reached from here", html)
        self.assertIn(SAFE, html)
        self.server.answers["/v1/device/codes"] = [(502, b"<html>")]
        self.assertIn("cannot be reached from here", self.run_cell())

    def test_a_run_that_ends_without_a_report(self) -> None:
        self.in_colab({"ipynb": notebook("x = 1")})
        self.server.answers["/v1/feedback/hw4"] = [run(ended=True, message="A newer run took its place.")]
        self.assertIn("A newer run took its place.", self.run_cell())

    def test_a_file_that_lacks_what_was_run_is_not_sent(self) -> None:
        self.in_jupyter()
        self.shell.run_cell("x = 'only in the page'", store_history=True)
        html = self.run_cell()
        self.assertIn("lacks what you ran last", html)
        self.assertIn(SAFE, html)
        self.assertEqual(self.server.asked, [])

    def test_in_vs_code_before_colab_points_to_the_page(self) -> None:
        self.in_colab()
        self.shell.user_ns["__vsc_ipynb_file__"] = "/home/ada/hw4.ipynb"
        html = self.run_cell()
        self.assertIn("cannot be found from here", html)
        self.assertIn(self.server.url, html)

    def test_without_a_notebook_it_says_a_sentence(self) -> None:
        self.assertIn(SAFE, self.run_cell())
        self.assertEqual(self.server.asked, [])

    def test_an_interrupt_is_no_traceback(self) -> None:
        self.in_colab(KeyboardInterrupt())
        sys.modules["google.colab._message"].blocking_request = self._interrupt  # type: ignore[attr-defined]
        self.assertIn("stopped", self.run_cell())

    @staticmethod
    def _interrupt(*_: object, **__: object) -> object:
        raise KeyboardInterrupt
