import math
import unittest
from collections.abc import Callable

import numpy
from assay import Failed, close, equal, finite, moments, numbers, shape, true, within
from assay.remote import Handle

A = numpy.arange(1.0, 7.0).reshape(2, 3)


class Comparing(unittest.TestCase):
    def fails(self, call: Callable[[], object]) -> Failed:
        with self.assertRaises(Failed) as caught:
            call()
        self.assertTrue(caught.exception.message.endswith("."), caught.exception.message)
        return caught.exception


class Close(Comparing):
    def test_accepts_what_is_close(self) -> None:
        for got, expected in [
            (A, A),
            (A.astype("float32"), A),
            (A + 1e-6, A),
            (A.tolist(), A),
            (3.0, 3.0),
            (3, 3.0),
            (numpy.float32(3), 3.0),
            (numpy.array(3.0), 3),
            (0.0, 0),
            (2, numpy.int64(2)),
            ([True], [True]),
            (1 + 2j, 1 + 2j),
            (2.0, 2 + 0j),
            (math.inf, math.inf),
            ([], []),
            (1e9 * (1 + 5e-5), 1e9),
        ]:
            with self.subTest(got=got):
                close(got, expected)

    def test_refuses_what_is_not(self) -> None:
        for got, expected in [
            (A + 1, A),
            (A[:, :1], A),
            (A[0], A),
            (A.T, A),
            (3.0, [3.0]),
            ([3.0], 3.0),
            ([[3.0]], [3.0]),
            (math.nan, 3.0),
            (math.nan, math.inf),
            (math.inf, 3.0),
            (3.0, math.inf),
            (-math.inf, math.inf),
            ([math.nan] * 3, [1.0, 2.0, 3.0]),
            (None, 0.0),
            ("3", 3.0),
            ([1, "2"], [1, 2]),
            ([[1], [2, 3]], [1, 2]),
            ({"a": 1}, 1.0),
            (object(), 1.0),
            (b"1", 1.0),
            (numpy.array([1, None], object), [1.0, 2.0]),
            (numpy.array(["1"]), [1.0]),
            (True, 1.0),
            (1.0, numpy.array(1)),
            (1, True),
            (1 + 0j, 1.0),
            (10**400, 1.0),
            ([], 0.0),
            (numpy.zeros((0, 3)), numpy.zeros((3, 0))),
        ]:
            with self.subTest(got=got, expected=expected):
                self.fails(lambda got=got, expected=expected: close(got, expected))

    def test_one_bad_entry_anywhere_is_enough(self) -> None:
        for place in range(A.size):
            for bad in (math.nan, math.inf, -math.inf, 1e300, -1.0):
                got = A.copy()
                got.flat[place] = bad
                failure = self.fails(lambda got=got: close(got, A))
                where = numpy.unravel_index(place, A.shape)
                self.assertIn(f"[{where[0]}, {where[1]}]", failure.message)

    def test_the_tolerance_is_that_of_the_formula(self) -> None:
        close(100.0 + 0.9, 100.0, atol=0.5, rtol=0.005)
        self.fails(lambda: close(100.0 + 1.1, 100.0, atol=0.5, rtol=0.005))
        close(1.0, 1.0, atol=0, rtol=0)
        self.fails(lambda: close(1.0 + 1e-15, 1.0, atol=0, rtol=0))

    def test_nan_only_where_the_author_says_so(self) -> None:
        expected = [1.0, math.nan]
        with self.assertRaises(ValueError):
            close(expected, expected)
        close(expected, expected, nan_equal=True)
        self.fails(lambda: close([math.nan, 1.0], expected, nan_equal=True))
        self.fails(lambda: close([1.0, 2.0], expected, nan_equal=True))

    def test_what_the_failure_says(self) -> None:
        failure = self.fails(lambda: close(A + numpy.array([0, 0.5, 0]), A))
        self.assertEqual(
            failure.message,
            "The result is an array with wrong values: 2 of 6 entries are off, the first at [0, 1].",
        )
        self.assertEqual((failure.expected, failure.got, failure.hint), ("2", "2.5", None))
        failure = self.fails(lambda: close(A[0], A, what="the loss", hints={"shape": "per example"}))
        message = "Looking at the loss, the check found an array of shape (3,); expected (2, 3)."
        self.assertEqual(failure.message, message)
        self.assertEqual((failure.expected, failure.got, failure.hint), ("(2, 3)", "(3,)", "per example"))

    def test_expected_must_be_numbers(self) -> None:
        with self.assertRaises(TypeError):
            close("a", "a")


class Hints(Comparing):
    def hint(self, got: object, expected: object, **options: object) -> str | None:
        return self.fails(lambda: close(got, expected, d=7, **options)).hint

    def test_each_pattern_is_recognised_and_no_other(self) -> None:
        rows = numpy.array([[1.5, 2.25], [3.1, 4.7], [5.3, 7.9], [8.6, 11.2]])
        wrong = {
            "x0.5": rows / 2,
            "x2": rows * 2,
            "/3": rows / 3,
            "xd": rows * 7,
            "/d": rows / 7,
            "sign": -rows,
            "transpose": rows.T,
            "off by one": numpy.vstack([rows[1:], [[20, 30]]]),
            "reversed": rows[::-1],
            "reciprocal": 1 / rows,
            "square": rows**2,
            "sqrt": numpy.sqrt(rows),
            "log": numpy.log(rows),
            "exp": numpy.exp(rows),
            "constant": rows + 3,
        }
        every = {pattern: pattern for pattern in wrong}
        for pattern, got in wrong.items():
            with self.subTest(pattern=pattern):
                self.assertEqual(self.hint(got, rows, hints=every), pattern)
        self.assertEqual(self.hint(numpy.vstack([[[0, 0]], rows[:-1]]), rows, hints=every), "off by one")
        self.assertIsNone(self.hint(numpy.cos(rows), rows, hints=every))
        self.assertEqual(self.hint(numpy.cos(rows), rows, hints={**every, "*": "look again"}), "look again")
        self.assertEqual(self.hint(rows * math.nan, rows, hints={**every, "nan": "log of 0"}), "log of 0")

    def test_numbers_have_no_axes(self) -> None:
        every = {"off by one": "o", "reversed": "r", "constant": "c", "transpose": "t"}
        self.assertIsNone(self.hint(5.0, 3.0, hints=every))
        self.assertEqual(self.hint(1.5, 3.0, hints={**every, "x0.5": "half"}), "half")

    def test_mistakes_are_compared_with_the_answer(self) -> None:
        mistakes = {"you took the sum": A.sum(), "you forgot the root": A**2}
        self.assertEqual(self.hint(A**2, A, mistakes=mistakes), "you forgot the root")
        self.assertEqual(self.hint(A.sum(), A, mistakes=mistakes), "you took the sum")

    def test_a_hint_that_cannot_appear_is_the_authors_error(self) -> None:
        with self.assertRaises(ValueError):
            close(A + 1, A, hints={"doubled": "…"})
        with self.assertRaises(ValueError):
            close(A, A, hints={"doubled": "…"})
        with self.assertRaises(ValueError):
            close(A + 1, A, hints={"xd": "…"})


class Others(Comparing):
    def test_equal(self) -> None:
        for got, expected in [
            (3, 3),
            ("a", "a"),
            ("é", "e\u0301"),
            ([1, (2, "b")], (1, [2, "b"])),
            (numpy.int64(3), 3),
            (numpy.array([1, 2]), [1, 2]),
            ({"a": [1]}, {"a": (1,)}),
            (None, None),
            (numpy.array(True), True),
        ]:
            with self.subTest(got=got):
                equal(got, expected)
        for got, expected in [
            (3, 4),
            (3.0, 3),
            (True, 1),
            (1, True),
            ("a", "b"),
            ("1", 1),
            ([1, 2], [1, 2, 3]),
            ([1, 2], [2, 1]),
            ({"a": 1}, {"b": 1}),
            ({"a": 1}, {"a": 2}),
            (None, 0),
            (numpy.array([1.0]), numpy.array([1])),
            (numpy.array([[1, 2]]), [1, 2]),
            ("a", numpy.array([1])),
            (math.nan, math.nan),
            (numpy.array([math.nan]), numpy.array([math.nan])),
        ]:
            with self.subTest(got=got, expected=expected):
                self.fails(lambda got=got, expected=expected: equal(got, expected))
        failure = self.fails(lambda: equal({"a": [1, 2]}, {"a": [1, 3]}))
        self.assertEqual(failure.message, "The result is a dict other than the expected one at ['a'][1].")
        self.assertEqual((failure.expected, failure.got), ("3", "2"))

    def test_shape_finite_numbers(self) -> None:
        shape(A, (2, 3))
        shape(A, (None, 3))
        shape(2.0, ())
        self.fails(lambda: shape(A, (2, None, 3)))
        self.fails(lambda: shape(A, (3, None)))
        finite(A)
        self.fails(lambda: finite([1.0, math.nan]))
        self.fails(lambda: finite(-math.inf))
        self.assertEqual(numbers([[1, 2], [3, 4]]).shape, (2, 2))

    def test_true(self) -> None:
        true(True, "x")
        true(numpy.bool_(True), "x")
        failure = self.fails(lambda: true(numpy.bool_(False), "the model is called once"))
        self.assertEqual(failure.message, "This should hold, but does not: the model is called once.")
        for condition in (1, None, numpy.array([True]), "yes"):
            with self.subTest(condition=condition), self.assertRaises(TypeError):
                true(condition, "x")

    def test_within(self) -> None:
        within(1.0, 1.0, 2.0)
        within(A, 1, 6)
        for got in (0.99, 2.01, math.nan, math.inf, None, [1.5, 3.0]):
            with self.subTest(got=got):
                self.fails(lambda got=got: within(got, 1.0, 2.0, "the share"))

    def test_moments(self) -> None:
        rng = numpy.random.default_rng(1)
        n = 20_000
        samples = rng.normal(2.0, 3.0, size=n)
        moments(samples, 2.0, 3.0)
        moments(rng.uniform(size=n), 0.5, math.sqrt(1 / 12), kurtosis=1.8)
        moments(rng.normal([0, 5], [1, 2], size=(n, 2)), [0, 5], [1, 2])
        for wrong in (
            lambda: moments(samples, 2.2, 3.0),
            lambda: moments(samples, 2.0, 3.2),
            lambda: moments(samples, 2.0, 9.0),
            lambda: moments(samples * 0 + 2.0, 2.0, 3.0),
            lambda: moments(samples[:1], 2.0, 3.0),
            lambda: moments(2.0, 2.0, 3.0),
            lambda: moments(numpy.append(samples, math.nan), 2.0, 3.0),
            lambda: moments(rng.normal(size=(n, 3)), [0, 0], [1, 1]),
        ):
            self.fails(wrong)

    def test_standard_errors_are_calibrated(self) -> None:
        """At one standard error both moments hold in 0.683² = 47 % of samples."""
        rng = numpy.random.default_rng(2)
        held = 0
        for _ in range(2_000):
            try:
                moments(rng.normal(size=400), 0, 1, se=1)
                held += 1
            except Failed:
                pass
        self.assertTrue(0.43 < held / 2_000 < 0.50, held)


class Handles(Comparing):
    def handle(self, kind: str) -> Handle:
        return Handle(None, {"t": "handle", "id": 1, "kind": "object", "type": kind})

    def test_what_cannot_be_compared_says_what_to_return_instead(self) -> None:
        self.assertEqual(self.fails(lambda: close(self.handle("set"), A)).hint, "Return a list, sorted.")
        failure = self.fails(lambda: equal({"a": self.handle("generator")}, {"a": [1]}))
        self.assertEqual(failure.hint, "Return a list of its items.")
        self.assertEqual(self.fails(lambda: equal(self.handle("set"), [1], hint="Mine.")).hint, "Mine.")
        self.assertIsNone(self.fails(lambda: close(self.handle("Point"), A)).hint)
