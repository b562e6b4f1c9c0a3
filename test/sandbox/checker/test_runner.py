"""The checker's library against the real runner of the student's side."""

import tempfile
import unittest
from pathlib import Path

import numpy
from assay import Failed, Notebook, gradient_matches
from assay.catalogue import load
from assay.conversation import Conversation
from assay.subjects import Subjects
from assay.trial import TriedCell, Trial, read_cells

from .processes import HERE, SEED, CheckerProcess

try:
    import torch  # noqa: F401
except ImportError:
    torch = None

SOURCE = (HERE / "student.py").read_text()


@unittest.skipIf(torch is None, "torch is not installed")
class WithTheRunner(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.checks = {check.id: check for check in load(HERE / "assignment")}
        cls.trial = cls.enterClassContext(Trial(["torch"], "torch", 0))
        cls.trial.run(TriedCell(SOURCE))
        cls.trial.run(TriedCell("from IPython.display import Image; print('shown')", tags=["plot"]))

    def status(self, name: str) -> str:
        verdict = self.trial.check(self.checks[name], SEED)
        self.message = verdict.message
        return verdict.status

    def with_student(self, source: str, name: str) -> str:
        """The status of a check after the student's code has been changed by one more cell, which is then undone."""
        cell = TriedCell(source)
        self.trial.run(cell)
        self.assertEqual(cell.status, "ok")
        try:
            return self.status(name)
        finally:
            self.trial.run(TriedCell(SOURCE))

    def test_a_right_solution_passes(self) -> None:
        for name in ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.6"):
            with self.subTest(name=name):
                self.assertEqual(self.status(name), "passed", getattr(self, "message", ""))

    def test_wrong_solutions_fail(self) -> None:
        wrong = {
            "1.1": "def double(x): return x",
            "1.2": "def apply(model, x): return 6.0",
            "1.3": "class Net(torch.nn.Linear):\n  size = 3\n  def __init__(self, n): super().__init__(n, n, False)",
            "1.4": "def count_up():\n  return iter([0, 1, 2])",
            "1.5": "def double(x): return x * 3",
            "1.6": "def draw(n, generator): return torch.rand(n, generator=generator)",
            "1.7": "def refuse(): raise TypeError('no')",
        }
        for name, source in wrong.items():
            with self.subTest(name=name):
                self.assertEqual(self.with_student(source, name), "failed")

    def gradient_of(self, source: str) -> str:
        """What `gradient_matches` says of the sum of squares of a `double` like this; empty where it says nothing."""
        self.trial.run(TriedCell(source))
        x = numpy.arange(6.0).reshape(2, 3)
        try:
            with self.trial.group():
                nb = Notebook(Conversation(self.trial, Subjects()))
                gradient_matches(nb, "(double(x) ** 2).sum()", {"x": x}, {"x": 8 * x}, hints={"/2": "half"})
            return ""
        except Failed as failed:
            return f"{failed.message} {failed.hint}"
        finally:
            self.trial.run(TriedCell(SOURCE))

    def test_gradients(self) -> None:
        self.assertEqual(self.gradient_of(SOURCE), "")
        self.assertEqual(self.gradient_of("def double(x): return x + x"), "")
        for wrong, says in {
            "def double(x): return x + x.detach()": "the gradient of `(double(x) ** 2).sum()` by x",
            "def double(x): return 2 * x.detach()": "wrong values",
            "def double(x): return torch.tensor(x.detach().numpy() * 2)": "wrong values",
            "def double(x): return x.numpy() * 2": "stopped with an error",
        }.items():
            with self.subTest(wrong=wrong):
                self.assertIn(says, self.gradient_of(wrong))
        self.assertIn("half", self.gradient_of("def double(x): return x + x.detach()"))

    def test_ways_not_to_answer(self) -> None:
        sources = {
            "del double": "Your notebook has no `double`.",
            "def double(x): raise NotImplementedError": "`double` is not written yet",
            "def double(x): return 1 / 0": "`double` stopped with an error: ZeroDivisionError: division by zero",
            "def double(x): pass": "`double` returned None; expected numbers.",
            "def double(x): exit()": "`double` ended the program",
            "def double(x): import os; os._exit(0)": "The notebook's process ended while `double` was running.",
            "def double(x): return x.sum()": "`double` returned a single number; expected (3, 4).",
            "def double(x): return x[None]": "`double` returned an array of shape (1, 3, 4); expected (3, 4).",
            "def double(x): return 'six'": "`double` returned a string; expected numbers.",
            "def double(x): return x * float('nan')": "`double` returned an array with NaN (not a number) at [0, 0]",
            "def double(x): return lambda: x": "`double` returned an object of type function; expected numbers.",
            "def double(x): return [x, 'a']": "`double` returned a list of 2 items; expected numbers.",
        }
        for source, message in sources.items():
            with self.subTest(source=source):
                self.assertEqual(self.with_student(source, "1.1"), "failed")
                self.assertIn(message, self.message)

    def test_objects_that_lie_about_equality(self) -> None:
        lies = "class Lie:\n  __eq__ = __le__ = __lt__ = lambda self, other: True\n  __bool__ = lambda self: True\n"
        self.assertEqual(self.with_student(lies + "def double(x): return Lie()", "1.1"), "failed")
        lies = "class Lie(torch.Tensor):\n  def __sub__(self, other): return 0 * other\n"
        source = lies + "def double(x): return x.as_subclass(Lie)"
        self.assertEqual(self.with_student(source, "1.1"), "failed")

    def test_a_call_back_used_wrongly_is_the_students_turn(self) -> None:
        self.assertEqual(self.with_student("def apply(model, x): return model(x, 1, 2, 3)", "1.2"), "failed")
        self.assertIn("`apply` called the function that it was given with arguments", self.message)
        swallowed = "def apply(model, x):\n  try: model()\n  except Exception: pass\n  return 6.0"
        self.assertEqual(self.with_student(swallowed, "1.2"), "failed")

    def test_through_the_checkers_own_process(self) -> None:
        with CheckerProcess() as checker:
            checker.verdict()
            checker.open()
            for name in ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.6"):
                with self.subTest(name=name), self.trial.group():
                    self.assertEqual(checker.check(name, self.trial.exchange)["status"], "passed")
            self.trial.run(TriedCell("def double(x): import os; os._exit(3)"))
            with self.trial.group():
                verdict = checker.check("1.1", self.trial.exchange)
            self.trial.run(TriedCell(SOURCE))
            self.assertEqual(verdict["message"], "The notebook's process ended while `double` was running.")

    def test_cells(self) -> None:
        self.assertEqual(self.status("2.9"), "failed")
        self.trial.cells[1].images.append(b"png")
        self.assertEqual(self.status("2.9"), "passed")


class Notebooks(unittest.TestCase):
    def test_cells_of_a_notebook(self) -> None:
        text = """{"cells": [
            {"cell_type": "markdown", "source": ["# One\\n", "words"]},
            {"cell_type": "code", "source": ["a = 1\\n", "b = 2"], "metadata": {"tags": ["first"]}},
            {"cell_type": "raw", "source": ""},
            {"cell_type": "code", "source": "c = 3", "metadata": {}}]}"""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "n.ipynb")
            path.write_text(text)
            cells = read_cells(path)
        self.assertEqual([cell.source for cell in cells], ["a = 1\nb = 2", "c = 3"])
        self.assertEqual((cells[0].tags, cells[0].heading), (["first"], "# One"))
