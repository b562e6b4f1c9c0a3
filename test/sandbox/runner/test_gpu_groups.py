"""Groups in a container that was given a GPU: the worker itself answers. No GPU is needed to see that."""

import importlib.util
import unittest

from assay_runner.placement import Placement

from .process import Raw, Runner, RunnerTest

NOTEBOOK = """
import os, random
count = 0
def more():
    global count
    count += 1
    return count
def draw(): return random.random()
def pid(): return os.getpid()
def leave(): os._exit(3)
def split():
    os.fork()
    return 1
def apply(f, x): return f(x)
def stubborn(f, x):
    while True:
        try: return f(x)
        except BaseException: pass
def broken(): raise ValueError("no")
def too_large(): return bytes((1 << 26) + 1)
"""

RUNS_OUT = "import torch\nraise torch.cuda.OutOfMemoryError('CUDA out of memory.')"


class GpuGroupTest(RunnerTest):
    gpu = {"memoryFraction": 0.5}

    def setUp(self) -> None:
        super().setUp()
        self.ok(NOTEBOOK)
        self.runner.start_group()

    def value(self, target: str, **fields: object) -> object:
        return self.runner.call("call", target=target, **fields)["value"]

    def test_answers_in_the_worker_itself(self) -> None:
        first = self.value("pid")
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})
        self.runner.start_group()
        self.assertEqual(self.value("pid"), first)

    def test_keeps_what_a_check_has_changed_but_draws_anew(self) -> None:
        self.assertEqual(self.value("more"), 1)
        drawn = self.value("draw")
        self.runner.end_group()
        self.runner.start_group()
        self.assertEqual(self.value("more"), 2)
        self.assertEqual(self.value("draw"), drawn)

    def test_errors_are_answers(self) -> None:
        self.assertEqual(self.runner.call("call", target="broken")["error"]["name"], "ValueError")
        self.assertEqual(self.runner.call("call", target="nowhere")["error"]["kind"], "missing")
        self.assertEqual(self.runner.call("call", target="too_large")["error"]["kind"], "unencodable")
        self.assertEqual(self.value("more"), 1)

    def test_calls_back(self) -> None:
        self.runner.start_call(7, "call", target="apply", args=[Raw({"t": "callback", "id": 3}), 2.0])
        asked = self.runner.reply()
        self.assertEqual((asked["op"], asked["id"], asked["args"]), ("callback", 7, [2.0]))
        self.runner.send("callback-reply", id=7, value={"t": "int", "v": "5"})
        self.assertEqual(self.runner.reply()["value"], 5)

    def test_ends_while_a_call_waits_for_the_host(self) -> None:
        self.runner.start_call(7, "call", target="apply", args=[Raw({"t": "callback", "id": 3}), 2.0])
        self.assertEqual(self.runner.reply()["op"], "callback")
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})

    def test_a_call_that_forks_leaves_one_worker(self) -> None:
        self.assertEqual(self.value("split"), 1)
        self.assertEqual(self.value("more"), 1)
        self.assertEqual(self.runner.end_group(), {"op": "group-ended", "died": False})

    def test_a_call_that_ends_the_process_ends_the_runner(self) -> None:
        self.runner.start_call(1, "call", target="leave")
        self.assertEqual(self.runner.finish_cell().status, "gone")


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class PlacementTest(unittest.TestCase):
    """`meta` stands for the GPU: the one other device that every build of torch has."""

    def device(self, namespace: dict[str, object]) -> str:
        return str(Placement(namespace, "meta").device)

    def test_is_the_notebooks_own_device_else_its_models(self) -> None:
        import torch

        here, there = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1, device="meta")
        self.assertEqual(self.device({"device": torch.device("meta")}), "meta")
        self.assertEqual(self.device({"DEVICE": "meta"}), "meta")
        self.assertEqual(self.device({"device": torch.device("cpu"), "net": there}), "meta")
        self.assertEqual(self.device({"device": "cpu", "net": here}), "None")

    def test_carries_tensors_wherever_they_are(self) -> None:
        import torch

        x = torch.ones(2)
        placed = Placement({"device": "meta"}, "meta").place({"a": [x, (x, 1)], "b": "text"})
        self.assertEqual([placed["a"][0].device.type, placed["a"][1][0].device.type], ["meta", "meta"])
        self.assertEqual((placed["a"][1][1], placed["b"]), (1, "text"))
        self.assertIs(Placement({}).place(x), x)


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class GpuMemoryTest(RunnerTest):
    gpu = {"memoryFraction": 1.0}

    def test_running_out_of_it_is_told_apart(self) -> None:
        self.assertEqual(self.runner.cell(RUNS_OUT).status, "gpuOutOfMemory")
        self.assertEqual(self.runner.cell("raise MemoryError").status, "error")


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class NoGpuTest(RunnerTest):
    def test_there_is_no_memory_to_run_out_of(self) -> None:
        self.assertEqual(self.runner.cell(RUNS_OUT).status, "error")


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class UnseenGpuTest(unittest.TestCase):
    def test_is_no_notebooks_fault(self) -> None:
        runner = Runner()
        self.addCleanup(runner.close)
        runner.send("setup", preload=["torch"], seed=0, threads=1, arrays="numpy", gpu={"memoryFraction": 1.0})
        self.assertEqual(runner.finish_cell().status, "gone")
