"""Notebooks that name CUDA where there is none."""

import importlib.util
import unittest

from .process import RunnerTest

NOTES = [("cuda", "This notebook asks for a GPU, and none is here, so it ran on processors. That costs nothing.")]


@unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
class NoCudaTest(RunnerTest):
    preload = ("torch",)

    def said(self, source: str) -> list[tuple[str, str]]:
        """The notes of a cell that must end well."""
        run = self.ok(source)
        return run.notes()

    def test_every_way_of_moving_there_stays_here(self) -> None:
        self.ok("import torch; x = torch.ones(2); net = torch.nn.Linear(2, 2)")
        for expression in (
            "x.cuda()",
            "x.cuda(0, non_blocking=True)",
            "x.to('cuda')",
            "x.to(0)",
            "x.to('cuda:1', torch.float64)",
            "x.to(device='cuda', dtype=torch.float64)",
            "x.to(torch.device('cuda'))",
            "net.cuda().weight",
            "net.to('cuda').weight",
            "net.to(device=torch.device('cuda', 0)).weight",
            "x.new_zeros(3, device='cuda')",
            "torch.nn.Linear(2, 2, device='cuda').weight",
            "torch.zeros(2, device='cuda')",
            "torch.tensor([1.0], device=0)",
            "torch.randn(2, device=torch.device('cuda:0'), requires_grad=True)",
            "torch.zeros_like(x, device='cuda')",
            "torch.arange(3, device='cuda')",
            "torch.as_tensor([1], device='cuda')",
            "x.type(torch.cuda.FloatTensor)",
            "x.type('torch.cuda.DoubleTensor')",
            "torch.cuda.FloatTensor(2)",
            "x.pin_memory()",
            "torch.zeros(2, pin_memory=True)",
            "torch.randn(2, generator=torch.Generator(device='cuda').manual_seed(1), device='cuda')",
            "torch.nn.DataParallel(net.cuda())(x.cuda())",
        ):
            with self.subTest(expression):
                self.ok(f"y = {expression}  # cuda\nassert y.device.type == 'cpu', y.device")

    def test_says_so_once(self) -> None:
        self.assertEqual(self.said("import torch; x = torch.ones(2).cuda().to('cuda')"), NOTES)
        self.assertEqual(self.said("y = x.cuda()"), [])

    def test_says_nothing_to_those_who_set_a_seed(self) -> None:
        self.assertEqual(self.said("import torch\ntorch.manual_seed(0)\ntorch.seed()\ntorch.ones(2).sum()"), [])

    def test_says_nothing_to_those_who_ask_first(self) -> None:
        source = """
import torch
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.zeros(2, device=device).to(device).to(torch.float64)
assert x.dtype == torch.float64 and not torch.cuda.is_available() and torch.cuda.device_count() == 0
"""
        self.assertEqual(self.said(source), [])

    def test_a_device_is_the_processor_and_still_a_device(self) -> None:
        self.ok(
            """
import copy, pickle, torch
device = torch.device("cuda:0")
assert device.type == "cpu" and str(device) == "cpu" and device == torch.ones(1).device
assert isinstance(device, torch.device) and not isinstance("cpu", torch.device)
assert pickle.loads(pickle.dumps(device)) == device and copy.deepcopy([device]) == [device]
assert torch.device("meta").type == "meta" and torch.device("cpu", 0).index == 0
with torch.device("cuda"):
    assert torch.ones(1).device.type == "cpu"
with torch.device("meta"):
    assert torch.ones(1).device.type == "meta"
torch.set_default_device("cuda")
assert torch.ones(1).device.type == "cpu"
torch.set_default_device(None)
assert isinstance(torch.Generator(), torch.Generator)
"""
        )

    def test_loads_what_was_saved_on_a_gpu(self) -> None:
        self.ok(
            """
import io, torch
from unittest import mock
def saved(location):
    file = io.BytesIO()
    with mock.patch("torch.serialization.location_tag", lambda storage: location):
        torch.save({"w": torch.arange(3.0), "device": torch.device("cpu")}, file)
    return file.getvalue()
for location in ("cuda:0", "cpu"):
    for options in ({}, {"map_location": "cuda"}, {"map_location": torch.device("cuda")},
                    {"map_location": {"cuda:0": "cuda:1"}}, {"map_location": lambda storage, _: storage}):
        state = torch.load(io.BytesIO(saved(location)), **options)
        assert state["w"].tolist() == [0.0, 1.0, 2.0] and state["w"].device.type == "cpu", (location, options)
"""
        )

    def test_trains_with_mixed_precision_timers_and_streams(self) -> None:
        self.ok(
            """
import torch, warnings
warnings.simplefilter("ignore")
torch.backends.cudnn.benchmark = True
torch.cuda.manual_seed_all(0); torch.cuda.empty_cache(); torch.cuda.synchronize(); torch.cuda.set_device(0)
net = torch.nn.Linear(4, 1).cuda()
optimizer, scaler = torch.optim.Adam(net.parameters()), torch.cuda.amp.GradScaler()
start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
start.record()
with torch.cuda.stream(torch.cuda.Stream()), torch.cuda.device(0):
    for x in torch.utils.data.DataLoader(torch.randn(8, 4), batch_size=4, pin_memory=True):
        with torch.autocast("cuda"), torch.cuda.amp.autocast():
            loss = net(x.cuda(non_blocking=True)).pow(2).mean()
        optimizer.zero_grad(); scaler.scale(loss).backward(); scaler.step(optimizer); scaler.update()
end.record(); torch.cuda.synchronize()
assert start.elapsed_time(end) > 0 and torch.cuda.memory_allocated() == 0
print(torch.cuda.get_device_name(0), torch.cuda.current_device())
"""
        )

    def test_compilers_still_know_the_functions(self) -> None:
        self.ok(
            """
import torch  # cuda
@torch.jit.script
def grid(n: int):
    return torch.zeros(n) + torch.arange(n)
assert grid(3).tolist() == [0.0, 1.0, 2.0]
assert torch.vmap(lambda x: x + torch.ones(2))(torch.zeros(3, 2)).shape == (3, 2)
"""
        )

    def test_errors_are_those_of_the_notebook(self) -> None:
        run = self.runner.cell("import torch  # cuda\ntorch.zeros('a')")
        self.assertEqual(run.status, "error")
        ((_, (traceback,)),) = run.outputs("error")
        self.assertNotIn("no_cuda", traceback.decode())

    def test_a_notebook_that_never_names_it_is_left_alone(self) -> None:
        self.ok("import torch\nassert torch.zeros.__class__.__name__ == 'builtin_function_or_method'")

    def test_counts_in_calls_too(self) -> None:
        self.ok("import torch\ndef f(n): return torch.zeros(int(n), device='cuda').cuda()")
        self.runner.start_group("numpy")
        self.assertEqual(self.runner.call("call", target="f", args=[2])["value"].tolist(), [0.0, 0.0])


class LateTorchTest(RunnerTest):
    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_torch_may_be_imported_by_any_cell(self) -> None:
        self.ok("DEVICE = 'cuda'")
        self.ok("import torch\nx = torch.zeros(2, device=DEVICE)")
