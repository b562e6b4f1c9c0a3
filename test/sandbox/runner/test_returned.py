"""What functions of notebooks return: each kind of value has a form on the wire, or a handle by whose type it is named."""

import importlib.util
import unittest

from .process import RunnerTest

NOTEBOOK = """
import collections, datetime, decimal, enum, fractions, pathlib, dataclasses
import numpy as np
class Colour(enum.Enum): RED = "red"
class Text(str): pass
class Output(collections.OrderedDict):
    __getattr__ = collections.OrderedDict.__getitem__
@dataclasses.dataclass
class Point:
    x: int = 1
class Strange(enum.Enum):
    ONE = 1
    @property
    def value(self): raise RuntimeError
Pair = collections.namedtuple("Pair", "a b")
"""

FORMS = {
    "np.longdouble(0.5)": 0.5,
    "np.array([1.5], dtype=np.longdouble)": [1.5],
    "np.array([1, 2], dtype=np.uint16)": [1, 2],
    "np.array([2**32 - 1], dtype=np.uint32)": [2**32 - 1],
    "np.array([5], dtype=np.uint64)": [5],
    "np.ones(2, np.float16)": [1.0, 1.0],
    "np.ones(1, np.clongdouble)": [1 + 0j],
    "np.float64(2.5)": 2.5,
    "np.array(7)": 7,
    "np.arange(6)[::-2]": [5, 3, 1],
    "np.array([1, 2.5], dtype=object)": [1, 2.5],
    "np.array([Pair(1, 2), None], dtype=object)": [(1, 2), None],
    "np.array(['a', 'b'])": ["a", "b"],
    "np.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')])": [(1, 2.0)],
    "np.ma.array([1.0, 2.0])": [1.0, 2.0],
    "np.str_('x')": "x",
    "np.bool_(True)": True,
    "np.datetime64('2024-01-02')": "2024-01-02",
    "np.array(['2024-01-02'], dtype='datetime64[D]')": ["2024-01-02"],
    "fractions.Fraction(1, 4)": 0.25,
    "decimal.Decimal('1.5')": 1.5,
    "pathlib.Path('a/b')": "a/b",
    "datetime.date(2024, 1, 2)": "2024-01-02",
    "datetime.datetime(2024, 1, 2, 3)": "2024-01-02T03:00:00",
    "datetime.timedelta(minutes=1)": 60.0,
    "Colour.RED": "red",
    "Text('x')": "x",
    "memoryview(b'ab')": b"ab",
    "bytearray(b'ab')": b"ab",
    "collections.deque([1, 2])": [1, 2],
    "range(3)": [0, 1, 2],
    "{'a': 1}.keys()": ["a"],
    "{'a': 1}.values()": [1],
    "{'a': 1}.items()": [("a", 1)],
    "Pair(1, 2)": (1, 2),
    "collections.Counter('aab')": {"a": 2, "b": 1},
    "collections.defaultdict(int, a=1)": {"a": 1},
    "Output(loss=1.5)": {"loss": 1.5},
    "[range(2), {'d': collections.deque([1])}]": [[0, 1], {"d": [1]}],
}

PANDAS = {
    "pd.Series([1.0, 2.0])": [1.0, 2.0],
    "pd.Series(['a', None])": ["a", None],
    "pd.DataFrame({'a': [1], 'b': [2.5]})": [[1.0, 2.5]],
    "pd.Index([3, 4])": [3, 4],
    "pd.Timestamp('2024-01-02')": "2024-01-02T00:00:00",
    "pd.Series(pd.to_datetime(['2024-01-02'])).dt.year": [2024],
}

TORCH = {
    "torch.ones(2, dtype=torch.bfloat16)": [1.0, 1.0],
    "torch.tensor([1 + 2j])": [1 + 2j],
    "torch.tensor([1 + 2j]).conj()": [1 - 2j],
    "torch.tensor([1 + 2j]).conj().imag": [-2.0],
    "torch.ones(1, dtype=torch.complex32)": [1 + 0j],
    "torch.ones(1).to(torch.float8_e4m3fn)": [1.0],
    "torch.tensor([3], dtype=torch.uint16)": [3],
    "torch.eye(2).to_sparse()": [[1.0, 0.0], [0.0, 1.0]],
    "torch.eye(2).to_sparse_csr()": [[1.0, 0.0], [0.0, 1.0]],
    "torch.nn.Parameter(torch.ones(2, 2)).T": [[1.0, 1.0], [1.0, 1.0]],
    "torch.ones(2, requires_grad=True) * 2": [2.0, 2.0],
    "torch.tensor(3.0)": 3.0,
    "torch.Size([2, 3])": (2, 3),
    "torch.float32": "torch.float32",
    "torch.device('cpu')": "cpu",
    "torch.nn.Linear(1, 1).state_dict().keys()": ["weight", "bias"],
}

# Which order, which fields, which fill: for the student to say.
HANDLES = {
    "{1, 2}": "set",
    "frozenset([1])": "frozenset",
    "{1: 'a'}": "dict",
    "collections.Counter([1])": "Counter",
    "2**70": "int",
    "Point()": "Point",
    "Strange.ONE": "Strange",
    "slice(1, 2)": "slice",
    "...": "ellipsis",
    "map(str, [1])": "map",
    "zip([1])": "zip",
    "(i for i in [1])": "generator",
    "np.ma.array([1.0, 2.0], mask=[True, False])": "MaskedArray",
    "range(10**9)": "range",
    "np.array([2**64 - 1], dtype=np.uint64)": "int",
}


def plain(value: object) -> object:
    return value.tolist() if hasattr(value, "tolist") else value


class ReturnedTest(RunnerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ok(NOTEBOOK)

    def compare(self, forms: dict[str, object]) -> None:
        for source, expected in forms.items():
            with self.subTest(source):
                reply = self.runner.call("run", source=f"answer = {source}", returns=["answer"])
                self.assertNotIn("error", reply)
                self.assertEqual(plain(reply["value"]["answer"]), expected)

    def test_values_of_python_and_numpy(self) -> None:
        self.runner.start_group()
        self.compare(FORMS)

    def test_values_of_pandas(self) -> None:
        self.ok("import pandas as pd")
        self.runner.start_group()
        self.compare(PANDAS)

    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_values_of_torch(self) -> None:
        self.ok("import torch")
        self.runner.start_group()
        self.compare(TORCH)
        for source in ("torch.ones(2, device='meta')", "torch.sparse_coo_tensor([[0]], [1.0], (10**12,))"):
            reply = self.runner.call("run", source=f"answer = {source}", returns=["answer"])
            self.assertEqual(reply["value"]["answer"]["type"], "Tensor", source)

    def test_what_only_the_student_can_say(self) -> None:
        self.runner.start_group()
        for source, name in HANDLES.items():
            with self.subTest(source):
                reply = self.runner.call("run", source=f"answer = {source}", returns=["answer"])
                answer = reply["value"]["answer"]
                answer = answer[0] if type(answer) is list else answer
                self.assertEqual(answer["type"], name)

    def test_what_stands_for_itself_ends(self) -> None:
        self.ok("deep = collections.deque(); deep.append(deep)")
        self.runner.start_group()
        self.assertEqual(self.runner.call("get", name="deep")["error"]["kind"], "unencodable")
