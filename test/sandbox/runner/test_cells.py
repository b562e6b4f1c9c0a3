"""Cells as a Jupyter author expects them."""

import os

from .process import RunnerTest


class CellTest(RunnerTest):
    def test_ready_names_versions(self) -> None:
        self.assertRegex(self.ready["python"], r"^3\.\d+\.\d+$")
        self.assertIn("ipython", self.ready["packages"])

    def test_last_expression_is_the_result(self) -> None:
        self.assertEqual(self.ok("x = 20\nx + 1").data("result"), [{"text/plain": b"21"}])
        self.assertEqual(self.ok("_ + 1").data("result"), [{"text/plain": b"22"}])
        self.assertEqual(self.ok("x;").frames, [])

    def test_namespace_is_main(self) -> None:
        self.assertEqual(self.ok("class A: pass\nprint(__name__, A.__module__)").text(), "__main__ __main__\n")
        run = self.ok("import pickle, sys\nprint(pickle.loads(pickle.dumps(A())).__class__ is A)")
        self.assertEqual(run.text(), "True\n")

    def test_source_of_functions_is_known(self) -> None:
        self.ok("def f():\n    return 'the body'")
        self.assertIn("the body", self.ok("import inspect\nprint(inspect.getsource(f))").text())

    def test_top_level_await(self) -> None:
        self.assertEqual(self.ok("import asyncio\nawait asyncio.sleep(0)\nprint('on')").text(), "on\n")

    def test_history_without_a_file(self) -> None:
        self.ok("a = 1")
        self.assertIn("a = 1", self.ok("print(In[1])").text())
        self.assertIn("a = 1", self.ok("%history").text())
        self.assertEqual([n for _, _, names in os.walk(self.runner.folder) for n in names if "sqlite" in n], [])

    def test_an_error_has_name_message_and_coloured_traceback(self) -> None:
        run = self.runner.cell("def f():\n    return 1 / 0\nf()")
        self.assertEqual(run.status, "error")
        self.assertEqual(run.error(), ("ZeroDivisionError", "division by zero"))
        traceback = run.outputs("error")[0][1][0].decode()
        self.assertIn("\x1b[", traceback)
        self.assertIn("In[1]", traceback)
        self.assertNotIn("assay_runner", traceback)
        self.ok("1")

    def test_a_syntax_error_ends_its_cell_alone(self) -> None:
        run = self.runner.cell("a = ")
        self.assertEqual((run.status, run.error()[0]), ("error", "SyntaxError"))
        self.ok("a = 1")

    def test_a_magic_that_does_not_exist_is_an_error(self) -> None:
        run = self.runner.cell("%no_such_magic")
        self.assertEqual((run.status, run.error()[0]), ("error", "UsageError"))

    def test_exceptions_that_ipython_prints_are_named_too(self) -> None:
        run = self.runner.cell("raise ExceptionGroup('several', [ValueError('one')])")
        self.assertEqual((run.status, run.error()[0]), ("error", "ExceptionGroup"))
        self.assertIn("ValueError: one", run.text("stderr"))

    def test_a_message_that_cannot_be_shown(self) -> None:
        run = self.runner.cell("class E(Exception):\n    def __str__(self): raise ValueError\nraise E")
        self.assertEqual((run.status, run.error()[0]), ("error", "E"))

    def test_lone_surrogates_and_long_messages_fit_a_frame(self) -> None:
        run = self.runner.cell("print('\\ud800')\nraise ValueError('\\ud800' + 'ä' * 100_000)")
        self.assertEqual(run.error()[0], "ValueError")
        self.assertEqual(run.text(), "\\ud800\n")

    def test_exit_ends_only_the_cell(self) -> None:
        for source in ("exit()", "exit", "quit()", "import sys; sys.exit(0)", "raise SystemExit"):
            run = self.runner.cell(f"{source}")
            self.assertEqual((run.status, run.error()[0]), ("error", "SystemExit"), source)
        self.assertEqual(self.ok("1 + 1").data("result"), [{"text/plain": b"2"}])

    def test_input_is_refused(self) -> None:
        for source in ("input('Your name: ')", "import getpass; getpass.getpass()", "import sys; next(sys.stdin)"):
            self.assertEqual(self.runner.cell(source).status, "error", source)
        run = self.runner.cell("input('Your name: ')")
        self.assertEqual(run.error()[0], "StdinNotImplementedError")
        self.assertIn("'Your name: '", run.error()[1])

    def test_debuggers_end_at_once(self) -> None:
        self.runner.cell("import pdb; pdb.set_trace()\nprint('on')")
        self.ok("1")

    def test_a_debugger_at_each_error_hides_no_error(self) -> None:
        self.ok("%pdb on")
        self.assertEqual(self.runner.cell("1 / 0").error()[0], "ZeroDivisionError")

    def test_the_random_generators_are_seeded(self) -> None:
        first = self.ok("import random\nprint(random.random())").text()
        other = type(self)("test_ready_names_versions")
        other.setUp()
        self.addCleanup(other.doCleanups)
        self.assertEqual(other.ok("import random\nprint(random.random())").text(), first)

    def test_a_library_imported_late_is_seeded_before_the_next_cell(self) -> None:
        self.ok("import numpy as np")
        value = self.ok("print(np.random.randint(10**9))").text()
        self.assertEqual(self.ok("np.random.seed(7); print(np.random.randint(10**9))").text(), value)

    def test_a_process_forked_by_a_cell_does_not_answer(self) -> None:
        run = self.ok("import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint('child' if not pid else 'parent')")
        self.assertEqual(run.text(), "child\nparent\n")
        self.assertEqual(self.ok("print('one')").text(), "one\n")

    def test_reset_keeps_the_runner(self) -> None:
        self.ok("a = 1")
        self.ok("%reset -f")
        self.assertEqual(self.runner.cell("a").error()[0], "NameError")
        self.ok("get_ipython()")

    def test_hanging_up_ends_the_runner(self) -> None:
        self.assertEqual(self.runner.hang_up(), 0)
