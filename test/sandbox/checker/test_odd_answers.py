"""Whatever comes from the notebook, a comparison passes or fails: it never raises anything else."""

import math
import unittest
from collections.abc import Callable
from typing import Any

import numpy
from assay import (
    Failed,
    causal,
    close,
    decreases,
    distribution_close,
    equal,
    finite,
    gradient_matches,
    inverse_of,
    invariant_to,
    moments,
    monotone,
    normalised,
    numbers,
    shape,
    true,
    within,
)
from assay.conversation import Conversation
from assay.notebook import Notebook
from assay.subjects import Subjects, current
from assay.transport import Frame, Header
from assay_wire import Encoder, pack_frame

A = numpy.arange(6.0).reshape(2, 3)


def handle(value: object) -> dict[str, Any]:
    kind = "iterator" if hasattr(value, "__next__") else "callable" if callable(value) else "object"
    return {"t": "handle", "id": 1, "kind": kind, "type": type(value).__name__}


class Answers:
    """A notebook whose every function returns `value`: `assay.transport.Transport`."""

    def __init__(self, value: object, answer_bytes: int = 1 << 25) -> None:
        self.answer_bytes = answer_bytes
        self._encoder = Encoder(handle)
        self._form = self._encoder.encode(value)

    def exchange(self, header: Header, blobs: list[bytes]) -> Frame:
        reply = {"op": "reply", "id": header["id"], "value": self._form}
        pack_frame(reply, self._encoder.blobs)  # Fits into a frame.
        return reply, [bytearray(blob) for blob in self._encoder.blobs]


ODD: list[Any] = [
    None, True, 0, -1, 2**63 - 1, 10**200, 10**20, 0.0, -0.0, 5e-324, 1e308, math.nan, math.inf, -math.inf, 1j,
    complex(math.nan, math.inf), "", "text", "\ud800", "e\u0301" * 3000, "\0", b"", b"bytes", [], (), {}, [[]], [[], [1]],
    [None], [1, "2"], ["1"], [True, 1], [1, 2.0], [math.nan] * 3, [10**30], [0] * 33, [0.5] * 200_000, [[1, 2], [3]],
    [A, A], [A, A.T], (A, None), {"a": 1}, {"a": {"a": [A]}}, {"": None}, [[[[[1]]]]], [{}], A, A.astype("f2"),
    A.astype("i1"), A > 2, A * 1j, A * math.nan, A.T[::-1], numpy.zeros((0, 3)), numpy.zeros((1,) * 8), numpy.array(1.5),
    numpy.array(True), numpy.zeros((2**40, 0)), numpy.float32(1), numpy.bool_(False), numpy.array([None]),
    numpy.array(["a"]), "\u0344" * 200_000, [A] * 250, numpy.zeros(3, "datetime64[s]"), numpy.zeros(2, [("a", "f4")]), numpy.ma.masked_all(3),
    iter([1]), object(), object, len, math, range(3), {1, 2}, memoryview(b"1"), NotImplemented, ..., slice(1),
    ValueError("x"), {1: 2}, 2**64, [numpy.float64(1)] * 40, numpy.full(3, 2**64 - 1, "u8"),
]  # fmt: skip

EVEN = numpy.arange(900.0)

# Each with an answer `a` and another one `b`; the plain one, which a right solution gives, has to pass.
HELPERS: dict[str, tuple[Any, Callable[[Any, Any], object]]] = {
    "close": (A, lambda a, b: close(a, A, hints={"*": "no", "x2": "twice", "transpose": "t", "constant": "c"})),
    "close, mistakes": (A, lambda a, b: close(a, A, mistakes={"no": A + 1, "shape": A[0]}, d=3, hints={"/d": "d"})),
    "close to a number": (1.5, lambda a, b: close(a, 1.5, any_kind=True, nan_equal=True)),
    "close, both": (A, lambda a, b: close(a, b, atol=0, rtol=0, what="the second call")),
    "close, expected": (A, lambda a, b: close(A, b)),
    "equal to a list": ([1, 2], lambda a, b: equal(a, [1, 2])),
    "equal to a text": ("é" * 3000, lambda a, b: equal(a, "é" * 3000)),
    "equal to a dict": ({"a": [1]}, lambda a, b: equal(a, {"a": [1]})),
    "equal to an array": (A > 2, lambda a, b: equal(a, A > 2)),
    "equal, both": ([1, None, "x"], lambda a, b: equal(a, b)),
    "shape": (A, lambda a, b: shape(a, (None, 3))),
    "shape, expected": ([2, 3], lambda a, b: shape(A, a)),
    "finite": (A, lambda a, b: finite(a)),
    "numbers": (A, lambda a, b: numbers(a, "it")),
    "true": (True, lambda a, b: true(a, "it holds")),
    "within": (A, lambda a, b: within(a, 0, 10)),
    "within, limits": (4.0, lambda a, b: within(4.0, a, b)),
    "moments": (numpy.tile([-1.0, 1.0], 500), lambda a, b: moments(a, 0, 1)),
    "moments of rows": (numpy.tile([[-1.0], [1.0]], (500, 2)), lambda a, b: moments(a, numpy.zeros(2), numpy.ones(2))),
    "moments, expected": (1.0, lambda a, b: moments(numpy.tile([0.0, 2.0], 500), a, b)),
    "moments, both": (numpy.tile([0.0, 1.0], 500), lambda a, b: moments(a, 0.5, 0.5, "it")),
    "invariant_to": (A, lambda a, b: invariant_to({"x": a, "y": b}.get, "x", {"another": "y"}, hint="no")),
    "inverse_of": (A, lambda a, b: inverse_of(lambda z: b, lambda x: a, A, identity=True)),
    "monotone": (A, lambda a, b: monotone(a, "increasing")),
    "decreases": ([3.0, 2.0, 1.0], lambda a, b: decreases(a, by=1)),
    "normalised": ([0.5, 0.5], lambda a, b: normalised(a)),
    "normalised, log": ([0.0, -math.inf], lambda a, b: normalised(a, log=True)),
    "distribution_close": (
        numpy.arange(0.5, 100) / 100,
        lambda a, b: distribution_close(a, 100, cdf=lambda x: numpy.clip(x, 0, 1)),
    ),
    "distribution_close, like": (EVEN, lambda a, b: distribution_close(a, len(EVEN), like=EVEN)),
    "distribution_close, counts": ([0, 1] * 50, lambda a, b: distribution_close(a, 100, probabilities=[0.5, 0.5])),
}


class OddAnswers(unittest.TestCase):
    def ask(self, value: object, answer_bytes: int = 1 << 25) -> Any:
        subjects = Subjects()
        current.set(subjects)
        return Notebook(Conversation(Answers(value, answer_bytes), subjects)).call("f")

    def pair(self, answers: Answers) -> tuple[Any, Any]:
        subjects = Subjects()
        current.set(subjects)
        nb = Notebook(Conversation(answers, subjects))
        return nb.call("f"), nb.call("g")

    def test_never_raise_in_a_comparison(self) -> None:
        for value in ODD:
            answers = Answers(value)
            for name, (_, helper) in HELPERS.items():
                with self.subTest(value=repr(value)[:80], helper=name):
                    pair = self.pair(answers)
                    try:
                        helper(*pair)
                    except Failed as failed:
                        self.assertRegex(failed.message, r"(?s)^[`A-Z].*\.$")

    def test_never_raise_where_a_function_is_asked(self) -> None:
        x, other = numpy.zeros((2, 3)), numpy.ones((2, 3))
        for value in ODD:
            nb = Notebook(Conversation(Answers(value), Subjects()))
            for name, ask in (
                ("causal", lambda nb=nb: causal(lambda rows: nb.call("f", rows), x, other, hint="no")),
                ("gradient_matches", lambda nb=nb: gradient_matches(nb, "f(x)", {"x": x}, {"x": x})),
            ):
                with self.subTest(value=repr(value)[:80], helper=name), self.assertRaises(Failed):
                    ask()

    def test_do_not_make_the_right_one_fail(self) -> None:
        for name, (right, helper) in HELPERS.items():
            with self.subTest(helper=name):
                helper(*self.pair(Answers(right)))

    def test_leave_what_the_author_expects_alone(self) -> None:
        a, _ = self.pair(Answers(1.5))
        close(a, numpy.array(1.5))
        within(a, numpy.float64(1), numpy.array(2.0))
        moments(numpy.tile([0.0, 2.0], 500), numpy.array(1.0), 1)
        for author in (lambda: close(a, None), lambda: close(a, "1.5"), lambda: true([True], "it holds")):
            with self.assertRaises(TypeError):
                author()
        with self.assertRaises(ValueError):
            close(a, numpy.full(1, math.nan))

    def test_that_are_too_large_fail_before_they_are_made(self) -> None:
        zeros = numpy.zeros(1 << 18, "u1")
        for value in (
            [0] * 200_000,
            [0.5] * 200_000,
            [1] * 30_000,
            "x" * (2 << 20),
            "x" * (1 << 19) + "\U0001f600",
            b"x" * (2 << 20),
            zeros,
            [zeros[: 1 << 16]] * 3,
            {str(i): [1.5] * 100 for i in range(250)} | {"": zeros[: 1 << 16]},
            numpy.zeros((1 << 17) + 1, "f2"),
            numpy.zeros((1 << 17) + 1, "c8"),
        ):
            with self.subTest(value=repr(value)[:80]), self.assertRaises(Failed) as caught:
                self.ask(value, 1 << 20)
            self.assertIn("too large", caught.exception.message)

    def test_long_lists_are_arrays(self) -> None:
        short, long = self.ask([1] * 100_000), self.ask([1] * 100_001)
        self.assertIs(type(short), list)
        self.assertEqual((long.dtype, long.shape), ("int64", (100_001,)))
        equal(long, [1] * 100_001)

    def test_that_are_large_are_named_without_being_held(self) -> None:
        subjects = Subjects()
        current.set(subjects)
        nb = Notebook(Conversation(Answers(numpy.zeros(1 << 20)), subjects))
        kept = nb.call("f")
        with self.assertRaises(Failed) as caught:
            close(kept, 0)
        self.assertIn("`f` returned", caught.exception.message)
        del caught
        from sys import getrefcount

        # The name, and the argument.
        self.assertEqual(getrefcount(kept), 2)


if __name__ == "__main__":
    unittest.main()
