import math
import random
import unittest
from collections import OrderedDict, namedtuple
from enum import IntEnum

import numpy
from assay_wire import Decoder, EncodeError, Encoder, ProtocolError

try:
    import torch
except ImportError:
    torch = None

LIES = []


class LyingInt(int):
    def _lie(self, *_: object) -> int:
        LIES.append(self)
        return 42

    __int__ = __index__ = __str__ = __repr__ = __eq__ = __le__ = __ge__ = __format__ = _lie
    __hash__ = int.__hash__


class LyingFloat(float):
    def hex(self) -> str:
        LIES.append(self)
        return "0x1p+0"

    __float__ = hex


class LyingStr(str):
    def encode(self, *_: object) -> bytes:
        LIES.append(self)
        return b"lie"

    __len__ = __str__ = encode


class LyingList(list):
    def __iter__(self):
        LIES.append(self)
        return iter(["lie"])

    __len__ = __getitem__ = __iter__


class LyingDict(dict):
    def items(self):
        LIES.append(self)
        return [("lie", 1)]

    keys = values = __iter__ = __len__ = items


class LyingArray(numpy.ndarray):
    def tobytes(self, *_: object) -> bytes:
        LIES.append(self)
        return b"lie"

    __array__ = astype = __array_finalize__ = tobytes


def round_trip(value: object, arrays: str = "numpy") -> object:
    encoder = Encoder()
    form = encoder.encode(value)
    decoder = Decoder(encoder.blobs, arrays)
    result = decoder.decode(form)
    decoder.finish()
    return result


class RoundTrips(unittest.TestCase):
    def test_plain_values(self) -> None:
        point = namedtuple("point", "x y")
        colour = IntEnum("colour", "RED")
        for value, expected in [
            *((same, same) for same in (None, True, False, "", "é\u2028\0", "x" * 4_096, "x" * 4_097)),
            *((same, same) for same in ("\U0001f600" * 5_000, 0, -1, 2**63 - 1, -(2**63))),
            *((same, same) for same in (0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf)),
            *((same, same) for same in (1 - 2j, complex(math.inf, -0.0), b"", b"\xff", [], (), {}, {"": {"a": [1]}})),
            *((same, same) for same in ([1.5] * 33, [7] * 33, [1.5] * 32 + [7], [True] * 40, [2**63 - 1] * 40)),
            (bytearray(b"ab"), b"ab"),
            (OrderedDict(a=1), {"a": 1}),
            (point(1, 2), (1, 2)),
            (colour.RED, 1),
        ]:
            with self.subTest(value=str(value)[:40]):
                result = round_trip(value)
                self.assertEqual(repr(result), repr(expected))
        self.assertTrue(math.isnan(round_trip(math.nan)))

    def test_packed_lists_use_one_blob(self) -> None:
        for values, tag in (([0.5] * 33, "floats"), ([5] * 33, "ints"), ([0.5] * 32, "list"), ([True] * 33, "list")):
            encoder = Encoder()
            self.assertEqual(encoder.encode(values)["t"], tag)

    def test_arrays(self) -> None:
        for dtype in "? u1 i1 i2 i4 i8 f2 f4 f8 c8 c16 >i4 >f8".split():
            for shape in ((), (0,), (0, 3), (5,), (2, 3), (1,) * 8):
                array = (numpy.arange(math.prod(shape)) % 2).reshape(shape).astype(dtype)
                result = round_trip(array)
                self.assertIs(type(result), numpy.ndarray)
                self.assertEqual((result.shape, result.dtype), (shape, array.dtype.newbyteorder("=")))
                self.assertTrue((result == array).all())
                self.assertTrue(result.flags.writeable)
        self.assertEqual(round_trip(numpy.float32(0.5)).shape, ())
        view = numpy.arange(12.0).reshape(3, 4).T[::2, ::-1]
        self.assertTrue((round_trip(view) == view).all())

    def test_dtypes_without_a_name_become_the_next_larger(self) -> None:
        for dtype, larger in (("u2", "i4"), ("u4", "i8"), ("u8", "i8"), ("g", "f8"), ("G", "c16")):
            result = round_trip(numpy.array([1, 3], dtype))
            self.assertEqual((result.dtype, result.tolist()), (numpy.dtype(larger), [1, 3]))
        with self.assertRaises(EncodeError):
            Encoder().encode(numpy.ma.array([1, 2], mask=[True, False]))
        self.assertEqual(round_trip(numpy.ma.array([1, 2])).tolist(), [1, 2])

    def test_a_decoded_array_shares_nothing(self) -> None:
        encoder = Encoder()
        form = encoder.encode(numpy.zeros(3))
        array = Decoder(encoder.blobs).decode(form)
        array[:] = 7
        self.assertEqual(encoder.blobs, [bytes(24)])

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_tensors(self) -> None:
        for dtype in "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split():
            for shape in ((), (0, 2), (2, 3)):
                tensor = (torch.arange(math.prod(shape)) % 2).reshape(shape).to(getattr(torch, dtype))
                result = round_trip(tensor, "torch")
                self.assertEqual((type(result), result.dtype, tuple(result.shape)), (torch.Tensor, tensor.dtype, shape))
                self.assertTrue(torch.equal(result, tensor))
        for tensor in (
            torch.nn.Parameter(torch.ones(2, 3)).T,
            torch.ones(3, dtype=torch.complex64).conj(),
            torch.ones(3).expand(2, 3),
        ):
            self.assertTrue(numpy.array_equal(round_trip(tensor), tensor.detach().resolve_conj().numpy()))

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_bf16_becomes_f32_exactly(self) -> None:
        values = torch.tensor([1.0, -2.5, 3.140625, math.inf, -math.inf, 1e-40]).to(torch.bfloat16)
        result = round_trip(values)
        self.assertEqual(result.dtype, numpy.float32)
        self.assertTrue(numpy.array_equal(result, values.float().numpy()))

    @unittest.skipIf(torch is None, "torch is not installed")
    def test_tensor_subclasses_do_not_answer_for_themselves(self) -> None:
        class Lying(torch.Tensor):
            @classmethod
            def __torch_function__(cls, *_: object, **__: object) -> object:
                LIES.append(cls)
                return torch.zeros(9)

        LIES.clear()
        result = round_trip(torch.arange(3.0).as_subclass(Lying))
        self.assertEqual(result.tolist(), [0, 1, 2])
        self.assertEqual(LIES, [])

    def test_subclasses_do_not_answer_for_themselves(self) -> None:
        array = numpy.arange(3.0).view(LyingArray)
        lies = [LyingInt(5), LyingFloat(5), LyingStr("five"), LyingList([5]), LyingDict(five=5), array]
        LIES.clear()
        results = [round_trip(lie) for lie in lies]
        self.assertEqual([type(lie) for lie in LIES], [])
        self.assertEqual(repr(results), repr([5, 5.0, "five", [5], {"five": 5}, numpy.arange(3.0)]))

    def test_what_has_no_form(self) -> None:
        itself: list = []
        itself.append(itself)
        values = [object(), {1: 2}, {"\ud800": 1}, {"x" * 5_000: 1}, 2**63, "\ud800", {1, 2}, itself]
        values += [numpy.array(["a"]), numpy.array([None]), numpy.array([2**64 - 1], "u8"), numpy.zeros((1,) * 9)]
        values += [["a"] * 10_001, [numpy.zeros(1)] * 257, bytes(70_000_000)]
        for value in values:
            with self.subTest(type=type(value)), self.assertRaises(EncodeError):
                Encoder().encode(value)
        handle = {"t": "handle", "id": 1, "kind": "object", "type": "x"}
        for value in values[:4]:
            self.assertEqual(Encoder(lambda _: handle).encode([value])["v"], [handle])


def tensor(**changes: object) -> dict:
    return {"t": "tensor", "dtype": "f32", "shape": [2], "b": 0, "lib": "numpy", **changes}


class Hostile(unittest.TestCase):
    def refuse(self, form: object, blobs: list[bytes] = [], arrays: str = "numpy") -> None:
        with self.subTest(form=str(form)[:80]), self.assertRaises(ProtocolError):
            decoder = Decoder(blobs, arrays, special=lambda found: found)
            decoder.decode(form)
            decoder.finish()

    def test_forms(self) -> None:
        for form in [
            *(0, 1.5, [], [1], {}, {"t": 5}, {"t": []}, {"t": "pickle", "b": 0}, {"v": "1"}),
            *({"t": "int", "v": text} for text in (5, "", "+1", "01", "-0", " 1", "1 ", "1_0", "٣")),
            *({"t": "int", "v": text} for text in ("1e3", "0x1", None)),
            *({"t": "int", "v": text} for text in ("9223372036854775808", "-9223372036854775809", "9" * 5_000)),
            *({"t": "float", "v": text} for text in (1.5, "1.5", "0x1p+9999", "0X1p+1", "0x2p+1")),
            *({"t": "float", "v": text} for text in ("NaN", "-nan", "+inf")),
            *({"t": "float", "v": text} for text in ("infinity", "0x1.8p+1 ", "0x1.8p+1\n", "", "0x1.g", "0x1.8")),
            {"t": "int", "v": "1", "extra": 1},
            {"t": "int"},
            {"t": "complex", "re": "0x1p+0"},
            {"t": "complex", "re": "0x1p+0", "im": 0},
            {"t": "list", "v": {}},
            {"t": "tuple", "v": "ab"},
            {"t": "dict", "v": {"a": None}},
            {"t": "dict", "v": [["a"]]},
            {"t": "dict", "v": [["a", None, None]]},
            {"t": "dict", "v": [[None, "a"]]},
            {"t": "dict", "v": [["a", None], ["a", None]]},
            {"t": "dict", "v": [["\ud800", None]]},
            {"t": "list", "v": [{"t": "list", "v": [5]}]},
            {"t": "handle", "id": -1, "kind": "object", "type": "x"},
            {"t": "handle", "id": True, "kind": "object", "type": "x"},
            {"t": "handle", "id": 2**53, "kind": "object", "type": "x"},
            {"t": "handle", "id": 1, "kind": "module", "type": "x"},
            {"t": "handle", "id": 1, "kind": "object", "type": 5},
            {"t": "handle", "id": 1, "kind": "object"},
            {"t": "callback", "id": "1"},
            {"t": "generator", "seed": 5},
            "\ud800",
            "x" * 4_097,
        ]:
            self.refuse(form)

    def test_blobs(self) -> None:
        text = {"t": "text", "b": 0}
        self.refuse(text, [b"\xff"])
        self.refuse(text, [b"\xed\xa0\x80"])
        self.refuse(text, [])
        for index in (1, -1, "0", 0.0, True, None):
            self.refuse({"t": "bytes", "b": index}, [b"a"])
        self.refuse({"t": "list", "v": [{"t": "bytes", "b": 0}, {"t": "bytes", "b": 0}]}, [b"a"])
        self.refuse(None, [b"a"])
        self.refuse({"t": "bytes", "b": 0}, [b"a", b""])
        self.refuse({"t": "floats", "b": 0}, [b"1234567"])
        self.refuse({"t": "ints", "b": 0}, [b"123456789"])

    def test_tensors(self) -> None:
        for arrays in ("numpy", *(["torch"] if torch is not None else [])):
            for form, size in [
                (tensor(), 7),
                (tensor(), 9),
                (tensor(shape=[2**62, 4]), 0),
                (tensor(shape=[2**32, 2**32]), 0),
                (tensor(shape=[2**62, 2**62, 0]), 0),
                (tensor(shape=[-2]), 8),
                (tensor(shape=[-1, -2]), 8),
                (tensor(shape=[2.0]), 8),
                (tensor(shape=[True, 2]), 8),
                (tensor(shape="2"), 8),
                (tensor(shape=2), 8),
                (tensor(shape=[1] * 9), 4),
                (tensor(dtype="O"), 8),
                (tensor(dtype="<f4"), 8),
                (tensor(dtype="object"), 8),
                (tensor(dtype=["f32"]), 8),
                (tensor(lib="jax"), 8),
                (tensor(lib=None), 8),
                (tensor(dtype="bf16"), 8),
                ({key: value for key, value in tensor().items() if key != "lib"}, 8),
            ]:
                self.refuse(form, [bytes(size)], arrays)
            self.refuse(tensor(dtype="bool"), [b"\1\2"], arrays)
            Decoder([bytes(8)], arrays).decode(tensor())

    def test_special_forms_need_someone_to_resolve_them(self) -> None:
        for form in ({"t": "handle", "id": 1, "kind": "object", "type": "x"}, {"t": "callback", "id": 1}):
            with self.assertRaises(ProtocolError):
                Decoder([]).decode(form)
            self.assertEqual(Decoder([], special=lambda found: found["id"]).decode(form), 1)

    def test_random_forms_decode_or_are_refused(self) -> None:
        rng = random.Random(5788)
        atoms = [None, True, 0, -1, 1.5, "1", "0x1p+0", "f32", "numpy", "x", [], [2], [2, 0], {}, 2**60, "\ud800"]
        tags = "text int float complex bytes list tuple floats ints dict tensor handle callback generator no".split()

        def make(depth: int) -> object:
            kind = rng.random()
            if depth == 0 or kind < 0.3:
                return rng.choice(atoms)
            if kind < 0.45:
                return [make(depth - 1) for _ in range(rng.randrange(3))]
            names = ["v", "b", "re", "im", "dtype", "shape", "lib", "id", "kind", "type", "seed"]
            form = {name: make(depth - 1) for name in rng.sample(names, rng.randrange(5))}
            return {"t": rng.choice(tags), **form}

        outcomes = {"decoded": 0, "refused": 0}
        for _ in range(20_000):
            blobs = [rng.randbytes(rng.choice([0, 3, 8, 16])) for _ in range(rng.randrange(3))]
            try:
                Decoder(blobs, special=lambda form: form["t"]).decode(make(4))
                outcomes["decoded"] += 1
            except ProtocolError:
                outcomes["refused"] += 1
        self.assertGreater(min(outcomes.values()), 500, outcomes)
