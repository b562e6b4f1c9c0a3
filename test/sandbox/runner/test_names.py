"""What is read from a cell's source about names."""

import unittest

from assay_runner.names import Names, names_of
from IPython.core.inputtransformer2 import TransformerManager


def read(source: str) -> Names:
    return names_of(source, TransformerManager().transform_cell)


class ReadingNames(unittest.TestCase):
    def test_what_a_cell_makes_and_takes(self) -> None:
        source = "\n".join(
            [
                "import os.path, numpy as np",
                "from math import pi",
                "x: int = y",
                "for i in range(n): z = [hidden for hidden in x]",
                "def f(a):\n    global made\n    made = b\n    inner = 1",
                "class C: attribute = 1",
                "with open(w) as h: pass",
                "(p, *q), r[0] = s, t",
            ]
        )
        names = read(source)
        self.assertEqual(names.binds, sorted("os np pi x i z f made C h p q".split()))
        self.assertEqual(names.uses, sorted("y range n open w r s t int".split()))
        self.assertTrue(names.whole)

    def test_what_can_make_more_than_it_says(self) -> None:
        for source in (
            *("from os.path import *", "from os.path import (\n*)", "exec('y = 1')", "globals()['y'] = 1"),
            *("def f():\n    globals()['y'] = 1", "%run other.py", "%time y = 1", "%%capture out\ny = 1", "%%unknown\ny"),
            *("x = (", "x" * 200_000, "(" * 5000, "f'{'a'}' '\n"),
        ):
            self.assertFalse(read(source).whole, source[:50])

    def test_what_makes_no_more(self) -> None:
        for source in ("", "import os", "!ls", "x = !ls", "%matplotlib inline", "%%bash\nls", "%%writefile a.py\nx = 1"):
            self.assertTrue(read(source).whole, source)

    def test_the_body_of_a_magic_that_runs_it_here(self) -> None:
        self.assertEqual(read("%%time\ny = x"), Names(["y"], ["x"], True))
        self.assertEqual(read("\n%%capture out\ny = !ls"), Names(["y"], ["get_ipython"], False))
        self.assertEqual(read("%%bash\ny=1"), Names([], [], True))

    def test_names_that_go_round_and_many_of_them(self) -> None:
        self.assertEqual(read("a = b\nb = a").binds, ["a", "b"])
        many = read("\n".join(f"v{number} = 1" for number in range(1000)))
        self.assertEqual((len(many.binds), many.whole), (300, False))
        self.assertEqual(read(f"{'n' * 100} = 1"), Names([], [], False))
