"""Printed output: in order, as it happens, bounded in frames, and safe from the notebook."""

from .process import RunnerTest


class StreamTest(RunnerTest):
    def test_output_arrives_while_the_cell_runs(self) -> None:
        self.runner.start_cell("import os, time\nprint('now')\nwhile not os.path.exists('go'): time.sleep(0.01)")
        self.runner.wait_for_text("now\n")
        with open(f"{self.runner.folder}/go", "w", encoding="utf-8"):
            pass
        self.assertEqual(self.runner.finish_cell().status, "ok")

    def test_stdout_and_stderr_are_told_apart(self) -> None:
        run = self.ok("import sys\nprint('out')\nprint('err', file=sys.stderr)")
        self.assertEqual((run.text(), run.text("stderr")), ("out\n", "err\n"))

    def test_text_and_pictures_keep_their_order(self) -> None:
        run = self.ok("for i in range(50):\n    print('before', i)\n    display(i)\n    print('after', i)")
        seen: list[str] = []
        for header, blobs in run.frames:
            seen += blobs[0].decode().splitlines() if header["kind"] == "stream" else [f"display {blobs[0].decode()}"]
        wanted = [line for i in range(50) for line in (f"before {i}", f"display {i}", f"after {i}")]
        self.assertEqual(seen, wanted)

    def test_many_small_prints_are_few_frames(self) -> None:
        run = self.ok("for i in range(100_000): print(i)")
        self.assertEqual(run.text(), "".join(f"{i}\n" for i in range(100_000)))
        self.assertLess(len(run.frames), 2_000)
        self.assertLessEqual(max(len(blobs[0]) for _, blobs in run.frames), 1 << 20)

    def test_a_large_text_comes_in_frames_below_a_mebibyte(self) -> None:
        run = self.ok("print('ä' * 3_000_000, end='')")
        self.assertEqual(run.text(), "ä" * 3_000_000)
        self.assertLess(max(len(blobs[0]) for _, blobs in run.frames), 1 << 20)

    def test_output_of_c_code_and_of_children_is_captured(self) -> None:
        run = self.ok("import os, subprocess\nos.write(1, b'raw\\n')\nsubprocess.run(['echo', 'child'])\nprint('end')")
        self.assertEqual(run.text(), "raw\nchild\nend\n")

    def test_bytes_that_are_no_text(self) -> None:
        run = self.ok("import os, sys\nos.write(1, b'\\xff\\xc3')\nsys.stdout.buffer.write(b'\\xa4 buffer')")
        self.assertIn(" buffer", run.text())

    def test_a_cell_that_closes_the_descriptors(self) -> None:
        run = self.ok("import os\nos.closerange(0, 10)\nprint('still here')\n6 * 7")
        self.assertEqual(run.text(), "still here\n")
        self.assertEqual(run.data("result"), [{"text/plain": b"42"}])
        self.assertEqual(self.ok("print('next')\n!echo shell").text(), "next\nshell\n")

    def test_a_cell_that_closes_stdout(self) -> None:
        self.ok("import sys\nsys.stdout.close()")
        self.assertEqual(self.ok("print('back')").text(), "back\n")

    def test_what_was_printed_before_a_crash_arrives(self) -> None:
        run = self.runner.cell("import os\nprint('line')\nprint('no newline', end='')\nos.kill(os.getpid(), 11)")
        self.assertEqual((run.status, run.text()), ("gone", "line\nno newline"))
        self.assertEqual(self.runner.process.wait(), 128 + 11)

    def test_leaving_through_os_exit(self) -> None:
        run = self.runner.cell("import os\nprint('bye')\nos._exit(3)")
        self.assertEqual((run.status, run.text()), ("gone", "bye\n"))
        self.assertEqual(self.runner.process.wait(), 3)

    def test_a_child_that_lives_on_holds_nothing_up(self) -> None:
        self.ok("!sleep 60 &")
        self.ok("import os\nif os.fork() == 0:\n    import time; time.sleep(60); os._exit(0)")
        run = self.runner.cell("import os; os._exit(0)")
        self.assertEqual(run.status, "gone")

    def test_a_thread_that_never_stops_printing(self) -> None:
        self.ok(
            "import threading\nstop = False\ndef spam():\n    while not stop: print('x' * 100)\n"
            "thread = threading.Thread(target=spam, daemon=True)\nthread.start()"
        )
        self.assertEqual(self.ok("6 * 7").data("result"), [{"text/plain": b"42"}])
        self.ok("stop = True; thread.join()")
