"""SIGINT to the container's process."""

import signal

from .process import RunnerTest


class InterruptTest(RunnerTest):
    def interrupt(self, source: str) -> None:
        """Interrupt a cell once it has printed `running`."""
        self.runner.start_cell(f"print('running')\n{source}")
        self.runner.wait_for_text("running\n")
        self.runner.process.send_signal(signal.SIGINT)

    def test_a_loop_is_interrupted(self) -> None:
        for source in ("while True: pass", "import time; time.sleep(1000)", "while True: print('x')"):
            self.interrupt(source)
            run = self.runner.finish_cell()
            self.assertEqual((run.status, run.error()[0]), ("interrupted", "KeyboardInterrupt"), source)
        self.assertNotIn("assay_runner", run.outputs("error")[0][1][0].decode())
        self.ok("1")

    def test_a_flood_of_displays_stays_whole(self) -> None:
        for _ in range(5):
            self.interrupt("while True: display(1)")
            self.assertEqual(self.runner.finish_cell().status, "interrupted")
        self.assertEqual(self.ok("6 * 7").data("result"), [{"text/plain": b"42"}])

    def test_a_shell_command_ends_with_its_cell(self) -> None:
        self.interrupt("!sleep 1000; echo survived")
        run = self.runner.finish_cell()
        self.assertEqual((run.status, run.text()), ("interrupted", ""))

    def test_awaiting_is_interrupted(self) -> None:
        self.interrupt("import asyncio\nawait asyncio.sleep(1000)")
        self.assertEqual(self.runner.finish_cell().status, "interrupted")

    def test_between_cells_it_is_ignored(self) -> None:
        for _ in range(20):
            self.runner.process.send_signal(signal.SIGINT)
        self.ok("1")

    def test_a_handler_of_the_notebooks_lasts_for_its_cell(self) -> None:
        self.ok("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)")
        self.interrupt("while True: pass")
        self.assertEqual(self.runner.finish_cell().status, "interrupted")
