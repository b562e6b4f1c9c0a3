"""What of a notebook a look at it sees: whatever could change the next answer."""

import os
import sys
import unittest
import warnings

import numpy
import torch
from assay.catalogue import Check
from assay.compare import equal
from assay_validate.bench import Bench
from assay_validate.notebook_state import Changed, NotebookState

# How a notebook begins, and what is done to it then.
_SEEN = {
    "a cache": ("kept = {}\ndef f(x): kept[x] = x", "f(1)"),
    "a list in a dict in a tuple": ("kept = ({'a': [1]},)", "kept[0]['a'].append(2)"),
    "a long list": ("kept = list(range(100))", "kept[50] = -1"),
    "a default argument": ("def f(x, seen=[]): seen.append(x)", "f(1)"),
    "an attribute of a function": ("def f(): f.calls = getattr(f, 'calls', 0) + 1", "f()"),
    "a variable of a closure": (
        "def make():\n    n = 0\n    def f():\n        nonlocal n\n        n += 1\n    return f\nf = make()",
        "f()",
    ),
    "what a memory of calls holds": ("import functools\n@functools.cache\ndef f(x): return x", "f(1)"),
    "an attribute of a class": ("class A:\n    n = 0", "A.n += 1"),
    "a method of a class": ("class A:\n    def f(self): return 1", "A.f = lambda self: 2"),
    "an attribute of an object": ("class A: pass\na = A()", "a.n = 1"),
    "a slot of an object": ("class A:\n    __slots__ = ('n',)\na = A()", "a.n = 1"),
    "a queue": ("from collections import deque\nkept = deque([1])", "kept.append(2)"),
    "a set": ("kept = {1}", "kept.add(2)"),
    "how far an iterator has come": ("kept = iter([1, 2])", "next(kept)"),
    "an array": ("import numpy as np\nkept = np.zeros(3)", "kept[0] = 1"),
    "an array of objects": ("import numpy as np\nkept = np.array([[1], None], dtype=object)", "kept[0].append(2)"),
    "a generator of numpy": ("import numpy as np\nrng = np.random.default_rng(1)", "rng.normal()"),
    "a generator of torch": ("import torch\nrng = torch.Generator()", "torch.rand(1, generator=rng)"),
    "weights": ("import torch\nm = torch.nn.Linear(2, 2)", "m.weight.data[0, 0] += 1"),
    "a tensor in half precision": ("import torch\nkept = torch.zeros(2, dtype=torch.bfloat16)", "kept[0] = 1"),
    "gradients": ("import torch\nm = torch.nn.Linear(2, 1)", "m(torch.ones(1, 2)).sum().backward()"),
    "the mode of a module": ("import torch\nm = torch.nn.Dropout()", "m.eval()"),
    "what a norm has counted": ("import torch\nm = torch.nn.BatchNorm1d(2)", "m(torch.randn(4, 2))"),
    "an optimizer": (
        "import torch\nw = torch.nn.Parameter(torch.ones(1))\no = torch.optim.SGD([w], lr=1.0)",
        "o.param_groups[0]['lr'] = 2.0",
    ),
}
_PUT_BACK = {
    "a function of a library": ("import math", "math.sqrt = abs"),
    "the usual dtype": ("import torch", "torch.set_default_dtype(torch.float64)"),
    "whether there are gradients": ("import torch", "torch.set_grad_enabled(False)"),
    "what numpy says of overflows": ("import numpy as np", "np.seterr(over='raise')"),
    "a filter of warnings": ("import warnings", "warnings.simplefilter('error')"),
    "the environment": ("import os", "os.environ['SEEN'] = '1'"),
    "the working folder": ("import os", "os.chdir('/')"),
    "a name": ("n = 0", "n = 1\nother = 2\ndef f(): pass"),
    "a name that is gone": ("n = 0", "del n"),
    "numbers drawn from what all draw from": (
        "import random, numpy as np, torch",
        "random.random(), np.random.rand(), torch.rand(1)",
    ),
    "calls of what keeps nothing": (
        "import torch\nfrom dataclasses import dataclass\n@dataclass\nclass Pair:\n    a: int\n    b: list\n"
        "class Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layer = torch.nn.Linear(2, 2)\n    def forward(self, x): return torch.relu(self.layer(x))\n"
        "net, pair, kept = Net(), Pair(1, [2]), torch.arange(3.0)",
        "net(torch.ones(1, 2)); Net()(torch.ones(1, 2)).sum().backward(); Pair(2, [])",
    ),
}


class NotebookStateTest(unittest.TestCase):
    def test_sees_what_could_change_the_next_answer(self) -> None:
        for what, (begin, change) in _SEEN.items():
            with self.subTest(what):
                namespace, state = self._begun(begin)
                if what != "how far an iterator has come":
                    state.put_back(namespace)
                exec(change, namespace)
                with self.assertRaises(Changed):
                    state.put_back(namespace)

    def test_puts_back_what_it_can(self) -> None:
        looks = (lambda: sys.modules["math"].sqrt, torch.get_default_dtype, torch.is_grad_enabled, numpy.geterr)
        before = [look() for look in looks] + [os.getcwd(), dict(os.environ), list(warnings.filters)]
        for what, (begin, change) in _PUT_BACK.items():
            with self.subTest(what):
                namespace, state = self._begun(begin)
                exec(change, namespace)
                state.put_back(namespace)
                self.assertEqual(namespace.get("n", 0), 0)
                self.assertNotIn("other", namespace)
                after = [look() for look in looks] + [os.getcwd(), dict(os.environ), list(warnings.filters)]
                self.assertEqual(after, before)

    def test_lets_the_next_one_draw_the_same_numbers(self) -> None:
        namespace, state = self._begun("import random, numpy as np, torch")
        drawn = "drawn = random.random(), float(np.random.rand()), float(torch.rand(1))"
        exec(drawn, namespace)
        first = namespace["drawn"]
        state.put_back(namespace)
        exec(drawn, namespace)
        self.assertEqual(namespace["drawn"], first)

    def _begun(self, source: str) -> tuple[dict[str, object], NotebookState]:
        namespace: dict[str, object] = {"__name__": "__main__"}
        exec(source, namespace)
        return namespace, NotebookState(namespace)


class BenchTest(unittest.TestCase):
    def test_asks_another_process_where_an_answer_has_changed_the_notebook(self) -> None:
        bench = Bench(["numpy"], "numpy", 0, 1)
        self.addCleanup(bench.close)
        bench.cell("calls = []\ndef counts(x):\n    calls.append(x)\n    return len(calls)\ndef same(x): return x", 20)

        def asks(name: str, forks: int, patch: str | None = None) -> None:
            check = Check("1.1", "1.1 it", 1, None, None, 1, lambda nb, rng: equal(nb.call(name, 1), 1))
            fields, asked = bench.attempt(check, "0" * 64, patch, 20)
            self.assertEqual((fields["status"], asked, bench.forks), ("passed", {name}, forks))

        for forks in (1, 2, 3):
            asks("counts", forks)
        asks("same", 4)
        asks("same", 4, "def same(x): return x * 1")
        asks("counts", 4)
        fields, _ = bench.attempt(Check("1.1", "1.1 it", 1, None, None, 1, print), "0" * 64, "1 / 0", 20)
        self.assertEqual((fields["status"], bench.lives), ("stopped", True))


if __name__ == "__main__":
    unittest.main()
