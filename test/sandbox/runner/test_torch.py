"""Calls under `arrays: torch`."""

import importlib.util
import unittest

from .process import Raw, RunnerTest

NOTEBOOK = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.layer = nn.Linear(size, 2)
    def forward(self, x): return self.layer(x)

def kind(x): return type(x).__name__
def transposed(x): return x.t()
def score(model, x):
    model.eval()
    model.to(next(model.parameters()).device)
    return model(x) * 2
def draw(n, generator=None): return torch.randn(n, generator=generator)
def train():
    x = nn.Parameter(torch.ones(3)); (x ** 2).sum().backward(); return x.grad
"""


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class TorchTest(RunnerTest):
    preload = ("torch",)
    arrays = "torch"

    def setUp(self) -> None:
        super().setUp()
        self.ok(NOTEBOOK)
        self.runner.start_group("torch")

    def test_arrays_become_tensors_unless_the_call_says_otherwise(self) -> None:
        import numpy

        x = numpy.ones((2, 3), numpy.float32)
        self.assertEqual(self.runner.call("call", target="kind", args=[x])["value"], "Tensor")
        self.assertEqual(self.runner.call("call", target="kind", args=[x], arrays="numpy")["value"], "ndarray")

    def test_tensors_come_out_detached_and_contiguous(self) -> None:
        import numpy

        x = numpy.arange(6.0).reshape(2, 3)
        self.assertEqual(self.runner.call("call", target="transposed", args=[x])["value"].tolist(), x.T.tolist())
        model = self.runner.call("new", target="Net", args=[3])["value"]
        weights = self.runner.call("method", handle=model["id"], name="state_dict")["value"]
        self.assertEqual(weights["layer.weight"].shape, (2, 3))
        ones = {name: numpy.ones_like(value) for name, value in weights.items()}
        self.runner.call("method", handle=model["id"], name="load_state_dict", args=[ones])
        got = self.runner.call("method", handle=model["id"], name="__call__", args=[numpy.ones((1, 3), numpy.float32)])
        self.assertEqual(got["value"].tolist(), [[4.0, 4.0]])

    def test_a_callback_stands_for_a_model(self) -> None:
        import numpy

        self.runner.start_call(3, "call", target="score", args=[Raw({"t": "callback", "id": 1}), numpy.ones(2)])
        self.assertEqual(self.runner.reply()["args"][0].tolist(), [1.0, 1.0])
        self.runner.send("callback-reply", id=3, value={"t": "float", "v": (2.5).hex()})
        self.assertEqual(self.runner.reply()["value"], 5.0)

    def test_generators_and_seeds(self) -> None:
        seed = Raw({"t": "generator", "seed": "5788"})
        first = self.runner.call("call", target="draw", args=[4, seed])["value"].tolist()
        self.assertEqual(self.runner.call("call", target="draw", args=[4, seed])["value"].tolist(), first)
        drawn = self.runner.call("call", target="draw", args=[4])["value"].tolist()
        self.runner.end_group()
        self.runner.start_group("torch")
        self.assertEqual(self.runner.call("call", target="draw", args=[4])["value"].tolist(), drawn)

    def test_gradients_in_the_child(self) -> None:
        self.assertEqual(self.runner.call("call", target="train")["value"].tolist(), [2.0, 2.0, 2.0])

    def test_optimizers_do_not_wait_for_the_compiler(self) -> None:
        source = (
            "import sys\n"
            "weight = torch.nn.Parameter(torch.ones(2))\n"
            "optimizer = torch.optim.Adam([weight], lr=0.1)\n"
            "weight.sum().backward()\n"
            "optimizer.step()\n"
            "moved = weight.detach()\n"
            "loaded = 'torch._dynamo.convert_frame' in sys.modules"
        )
        got = self.runner.call("run", source=source, returns=["moved", "loaded"])["value"]
        self.assertAlmostEqual(got["moved"].tolist()[0], 0.9, 5)
        self.assertIs(got["loaded"], False)

    def test_the_compiler_is_there_for_those_who_use_it(self) -> None:
        source = (
            "import torch._dynamo.config\n"
            "doubled = torch.compile(lambda x: 2 * x, backend='eager')(torch.ones(2))\n"
            "real = hasattr(torch._dynamo, 'optimize')"
        )
        got = self.runner.call("run", source=source, returns=["doubled", "real"])["value"]
        self.assertEqual(got["doubled"].tolist(), [2.0, 2.0])
        self.assertIs(got["real"], True)

    def test_a_look_through_all_modules_does_not_load_the_compiler(self) -> None:
        source = (
            "import inspect, sys\n"
            "assert inspect.getmodule(inspect.currentframe()) is None\n"
            "loaded = 'torch._dynamo.convert_frame' in sys.modules\n"
            # It imports modules that look through all others and that the compiler imports as well.
            "torch.testing.assert_close(torch.ones(2), torch.ones(2))"
        )
        self.assertIs(self.runner.call("run", source=source, returns=["loaded"])["value"]["loaded"], False)

    def test_one_thread(self) -> None:
        self.assertEqual(self.runner.call("call", target="torch.get_num_threads")["value"], 1)

    def test_loaders_with_workers(self) -> None:
        source = (
            "data = torch.utils.data.TensorDataset(torch.arange(8.0))\n"
            "total = sum(x.sum() for (x,) in torch.utils.data.DataLoader(data, batch_size=2, num_workers=2))"
        )
        got = self.runner.call("run", source=source, returns=["total"])
        self.assertEqual(got["value"]["total"].tolist(), 28.0)
