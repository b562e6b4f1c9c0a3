# %%
import array, collections, datetime, decimal, enum, fractions, math, sys, types
import numpy as np
import torch


class LongList(list):
    def __len__(self):
        return 2**62


class NoList(list):
    def __iter__(self):
        raise RuntimeError("no items")

    def __len__(self):
        raise RuntimeError("no length")


class Nothing:
    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self

    def __len__(self):
        return -1

    def __iter__(self):
        return self

    def __next__(self):
        return self

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __repr__(self):
        raise RuntimeError("no text")

    __class__ = float


class Sub(np.ndarray):
    def __array_finalize__(self, obj):
        pass

    def __eq__(self, other):
        return True


class SubTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, kinds, args=(), kwargs=None):
        return True


class Number(int):
    def __int__(self):
        return 7

    def __index__(self):
        raise RuntimeError("no index")


class Colour(enum.IntEnum):
    RED = 1


Point = collections.namedtuple("Point", "x y")


def cycle():
    loop = [1]
    loop.append(loop)
    return loop


def dict_cycle():
    loop = {}
    loop["self"] = loop
    return loop


def deep(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def fails_late():
    yield 1
    raise ValueError("later")


def yields_itself():
    while True:
        yield globals()


def raises():
    raise ValueError("\ud800 no text")


ODD = {
    "None": lambda: None,
    "True": lambda: True,
    "zero": lambda: 0,
    "minus zero": lambda: -0.0,
    "largest int": lambda: 2**63 - 1,
    "beyond 64 bits": lambda: 2**64,
    "huge int": lambda: 10**200000,
    "smallest float": lambda: 5e-324,
    "largest float": lambda: sys.float_info.max,
    "NaN": lambda: math.nan,
    "infinity": lambda: -math.inf,
    "complex NaN": lambda: complex(math.nan, math.inf),
    "text": lambda: "1.5",
    "empty text": lambda: "",
    "lone surrogate": lambda: "\ud800",
    "combining characters": lambda: "\u0344\u0316" * 100_000,
    "control characters": lambda: "\0\x1b[31m\u202e\r\n" * 50,
    "bytes": lambda: b"\xff\0",
    "bytearray": lambda: bytearray(b"x") * 10_000,
    "empty list": lambda: [],
    "empty tuple": lambda: (),
    "empty dict": lambda: {},
    "ragged list": lambda: [[1, 2], [3], []],
    "mixed list": lambda: [1, "2", None, [3.0]],
    "list of NaN": lambda: [math.nan] * 100,
    "list of huge ints": lambda: [10**30] * 50,
    "long list": lambda: [0.5] * 150_000,
    "list of arrays": lambda: [np.zeros(3)] * 200,
    "too many arrays": lambda: [np.zeros(3)] * 300,
    "too many parts": lambda: [[i] for i in range(20_000)],
    "deep list": lambda: deep(6),
    "too deep a list": lambda: deep(5_000),
    "cycle": cycle,
    "cycle of a dict": dict_cycle,
    "dict with numbers as keys": lambda: {1: 2},
    "dict of arrays": lambda: {"a": np.zeros((2, 3)), "": torch.zeros(0)},
    "dict with odd keys": lambda: {"\0": 1, "\u202e": 2, "k" * 4096: 3},
    "set": lambda: {1, 2},
    "range": lambda: range(10**12),
    "slice": lambda: slice(1, None),
    "ellipsis": lambda: ...,
    "NotImplemented": lambda: NotImplemented,
    "generator": lambda: (n for n in range(3)),
    "fails late": fails_late,
    "yields the namespace": yields_itself,
    "endless map": lambda: map(lambda n: [n] * 10, iter(int, 1)),
    "lambda": lambda: lambda *args: math.nan,
    "built-in": lambda: len,
    "class": lambda: Nothing,
    "module": lambda: math,
    "namespace": lambda: types.SimpleNamespace(shape=(2, 3), dtype="float64"),
    "exception": lambda: ValueError("\ud800"),
    "raises": raises,
    "object": object,
    "everything": Nothing,
    "lying length": lambda: LongList([1, 2]),
    "raising list": lambda: NoList([1, 2]),
    "int of another mind": lambda: Number(3),
    "enum": lambda: Colour.RED,
    "named tuple": lambda: Point(1, [2]),
    "decimal": lambda: decimal.Decimal("1e400"),
    "fraction": lambda: fractions.Fraction(1, 3),
    "date": lambda: datetime.datetime.now(),
    "array": lambda: array.array("d", [1, 2]),
    "memoryview": lambda: memoryview(b"12"),
    "0-d array": lambda: np.array(1.5),
    "empty array": lambda: np.zeros((0, 3)),
    "no entries, many rows": lambda: np.zeros((2**40, 0)),
    "eight dimensions": lambda: np.zeros((1,) * 8),
    "nine dimensions": lambda: np.zeros((1,) * 9),
    "right shape, NaN": lambda: np.full((2, 3), np.nan),
    "right shape, complex": lambda: np.ones((2, 3)) * 1j,
    "right shape, bool": lambda: np.ones((2, 3), bool),
    "right shape, u64": lambda: np.full((2, 3), 2**64 - 1, "u8"),
    "objects": lambda: np.array([None, "x"]),
    "texts": lambda: np.array(["a", "bb"]),
    "dates": lambda: np.zeros(3, "datetime64[s]"),
    "records": lambda: np.zeros(2, [("a", "f4"), ("b", "i2")]),
    "longdouble": lambda: np.zeros(3, np.longdouble),
    "masked": lambda: np.ma.masked_all((2, 3)),
    "matrix": lambda: np.asmatrix(np.ones((2, 3))),
    "backwards view": lambda: np.arange(6.0).reshape(2, 3)[::-1, ::-1],
    "subclass": lambda: np.ones((2, 3)).view(Sub),
    "tensor": lambda: torch.ones(2, 3, requires_grad=True),
    "f16 infinity": lambda: torch.full((2, 3), torch.inf, dtype=torch.float16),
    "bf16": lambda: torch.ones(2, 3, dtype=torch.bfloat16),
    "conjugate view": lambda: torch.ones(2, 3, dtype=torch.complex64).conj(),
    "meta tensor": lambda: torch.zeros(2, 3, device="meta"),
    "sparse tensor": lambda: torch.eye(3).to_sparse(),
    "tensor subclass": lambda: torch.ones(2, 3).as_subclass(SubTensor),
    "linear layer": lambda: torch.nn.Linear(2, 3),
    "parameters": lambda: torch.nn.Linear(2, 3).parameters(),
    "generator of torch": torch.Generator,
    "dtype": lambda: torch.float32,
}
NAMES = list(ODD)

BIG = {
    "five million zeros": lambda: [0] * 5_000_000,
    "nine million numbers": lambda: [0.5] * 9_000_000,
    "60 MB of text": lambda: "x" * 60_000_000,
    "50 MB of wide text": lambda: "x" * 49_000_000 + "\U0001f600",
    "60 MB of bytes": lambda: b"x" * 60_000_000,
    "60 million small numbers": lambda: np.zeros(60_000_000, "u1"),
    "many large": lambda: [np.zeros(1_000_000)] * 7,
}
LARGE = list(BIG)
FATAL = {
    "broadcast view": lambda: np.broadcast_to(1.0, (10**4, 10**5)),
    "expanded tensor": lambda: torch.zeros(1).expand(10**5, 10**5),
}


def odd(name):
    return ODD[name]()


def large(name):
    return BIG[name]()


def fatal(name):
    return FATAL[name]()


def items(name):
    while True:
        yield odd(name)


def same(value):
    return value


def pass_on(model, name):
    return model(odd(name))


class Holder:
    def give(self, name):
        return odd(name)

    def __getattr__(self, name):
        return odd(name)
