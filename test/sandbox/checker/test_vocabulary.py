"""The comparisons that know what a right function does: on right answers, on wrong ones, and on calls that make no sense.

What odd answers do to them is in test_odd_answers; gradients, which need a notebook, are in test_runner.
"""

import math
import unittest
from collections.abc import Callable

import numpy
from assay import (
    Failed,
    causal,
    decreases,
    distribution_close,
    inverse_of,
    invariant_to,
    monotone,
    normalised,
    numeric_gradient,
)

X, OTHER = numpy.random.default_rng(1).normal(size=(2, 2, 5, 3))
Array = numpy.ndarray


class Vocabulary(unittest.TestCase):
    def fails(self, call: Callable[[], object], says: str = "") -> None:
        with self.assertRaises(Failed) as caught:
            call()
        message = caught.exception.message
        self.assertTrue(message.endswith("."), message)
        self.assertIn(says, message)


class Causal(Vocabulary):
    def test_running_sums_see_the_past_alone(self) -> None:
        causal(lambda x: x.cumsum(axis=1), X, OTHER)
        causal(lambda x: x.cumsum(axis=1).sum(axis=2), X, OTHER)
        causal(lambda x: x.cumsum(axis=0), X[0], OTHER[0], axis=0)
        causal(lambda x: numpy.pad(x.cumsum(axis=1), [(0, 0), (1, 0), (0, 0)])[:, :-1], X, OTHER, strict=True)

    def test_who_sees_the_future_is_refused_and_told_where(self) -> None:
        self.fails(lambda: causal(lambda x: x + x.mean(axis=1, keepdims=True), X, OTHER), "sees the future: at position 0")
        self.fails(lambda: causal(lambda x: x[:, ::-1].cumsum(axis=1)[:, ::-1], X, OTHER), "sees the future")
        one_ahead = lambda x: x + numpy.roll(x, -1, axis=1) * (numpy.arange(5) == 3)[:, None]  # noqa: E731
        self.fails(lambda: causal(one_ahead, X, OTHER), "at position 3 it changed when only the inputs from position 4")
        self.fails(lambda: causal(lambda x: x.cumsum(axis=1), X, OTHER, strict=True), "sees the future: at position 0")

    def test_who_sees_nothing_is_refused(self) -> None:
        self.fails(lambda: causal(lambda x: numpy.ones_like(x), X, OTHER), "does not see the past: at position 0")
        self.fails(lambda: causal(lambda x: x * (numpy.arange(5) != 2)[:, None], X, OTHER), "at position 2 it stayed")

    def test_another_number_of_positions_is_refused(self) -> None:
        self.fails(lambda: causal(lambda x: x[:, 1:], X, OTHER), "axis 1 of which has 5 positions")
        self.fails(lambda: causal(lambda x: x.sum(), X, OTHER), "axis 1")
        self.fails(lambda: causal(lambda x: x[:0], X, OTHER), "without entries")

    def test_inputs_that_tell_nothing_are_the_authors_slip(self) -> None:
        for call in (
            lambda: causal(lambda x: x, X, OTHER[:1]),
            lambda: causal(lambda x: x, X[:, :1], OTHER[:, :1]),
        ):
            self.assertRaises(ValueError, call)


class Invariance(Vocabulary):
    def test_what_changes_nothing(self) -> None:
        invariant_to(lambda x: x.sum(axis=0), A := X[0], {"rows in another order": A[::-1], "itself": A})
        self.fails(lambda: invariant_to(lambda x: x[0], A, {"other rows first": A[::-1]}), "with other rows first")
        self.fails(lambda: invariant_to(lambda x: None, A, {}), "None")
        self.fails(lambda: invariant_to(lambda x: x * numpy.nan, A, {"itself": A}), "NaN")

    def test_what_undoes_what(self) -> None:
        inverse_of(numpy.log, numpy.exp, X)
        inverse_of(lambda x: x, lambda x: x, X, identity=True)
        self.fails(lambda: inverse_of(lambda x: x, lambda x: x, X), "its own input")
        self.fails(lambda: inverse_of(numpy.exp, numpy.exp, X), "after both steps")
        self.fails(lambda: inverse_of(lambda z: z, lambda x: x + 1e-4 * (x > 0), X))


class Order(Vocabulary):
    def test_monotone(self) -> None:
        monotone([1, 2, 5], "increasing")
        monotone([1.0, 1.0, 0.0], "decreasing", strict=False)
        monotone(numpy.array([3, 2, 0], "u1"), "decreasing")
        monotone(numpy.stack([numpy.arange(3), numpy.arange(3) + 9]), "increasing", axis=1)
        self.fails(lambda: monotone([1.0, 1.0], "increasing"), "from position 0 to 1 they go from 1 to 1")
        self.fails(lambda: monotone([1, 3, 2], "increasing"), "from position 1 to 2")
        self.fails(lambda: monotone([1, 3, 2], "decreasing"), "not decreasing")
        self.fails(lambda: monotone([1, math.nan, 2], "increasing"))
        self.assertRaises(ValueError, lambda: monotone([1], "upwards"))  # type: ignore[arg-type]

    def test_decreases(self) -> None:
        decreases([3.0, 3.5, 1.0], by=1.5)
        decreases([4, 3, 9, 2, 1], by=2, window=2)
        self.fails(lambda: decreases([3.0, 1.0, 2.0], by=1.5), "do not fall")
        self.fails(lambda: decreases([1.0, 3.0], by=0.1), "do not fall")
        self.fails(lambda: decreases([3.0], by=0.1), "2 or more numbers")
        self.fails(lambda: decreases(numpy.ones((4, 2)), by=0.1), "one number a step")
        self.assertRaises(ValueError, lambda: decreases([1, 0], by=0))


class Distributions(Vocabulary):
    def test_normalised(self) -> None:
        normalised([[0.5, 0.5], [1.0, 0.0]])
        normalised(numpy.log([0.25, 0.75]), log=True)
        normalised([0.0, -math.inf], log=True)
        normalised(numpy.full((4, 3), 0.25), axis=0)
        self.fails(lambda: normalised([[0.5, 0.5], [0.5, 0.6]]), "the first at [1]")
        self.fails(lambda: normalised([1.5, -0.5]), "a negative probability, at [1]")
        self.fails(lambda: normalised(numpy.full((4, 3), 0.25)), "sum is not 1")
        self.fails(lambda: normalised(1.0), "a single number")
        self.fails(lambda: normalised([0.5, 0.5], axis=1), "along axis 1")
        self.fails(lambda: normalised(numpy.zeros((2, 0))), "(2, 0)")
        self.fails(lambda: normalised([1.0, -math.inf]))
        self.fails(lambda: normalised([0.0, math.nan], log=True))

    def test_right_samples_pass_as_often_as_is_said(self) -> None:
        # 400 draws at one in a hundred: the bounds are never exact, so fewer than 4 are expected; 14 would be a fault.
        rng, p = numpy.random.default_rng(2), numpy.array([0.5, 0.3, 0.15, 0.05])
        draws = {
            "cdf": lambda: distribution_close(rng.random(200), 200, cdf=lambda x: x.clip(0, 1), false_alarm=0.01),
            "like": lambda: distribution_close(rng.normal(size=300), 300, like=rng.normal(size=900), false_alarm=0.01),
            "probabilities": lambda: distribution_close(
                rng.choice(4, size=200, p=p), 200, probabilities=p, false_alarm=0.01
            ),
        }
        for name, draw in draws.items():
            alarms = 0
            for _ in range(400):
                try:
                    draw()
                except Failed:
                    alarms += 1
            self.assertLess(alarms, 14, name)

    def test_other_distributions_fail(self) -> None:
        rng, n = numpy.random.default_rng(3), 4000
        normal = lambda x: (1 + numpy.vectorize(math.erf)(x / math.sqrt(2))) / 2  # noqa: E731
        distribution_close(rng.normal(size=n), n, cdf=normal)
        for samples in (rng.normal(0.2, 1, n), rng.normal(0, 1.3, n), rng.random(n), numpy.zeros(n), numpy.full(n, 9.0)):
            self.fails(lambda samples=samples: distribution_close(samples, n, cdf=normal), "another distribution")
        like = rng.normal(size=4 * n)
        distribution_close(rng.normal(size=n), n, like=like)
        self.fails(lambda: distribution_close(rng.normal(0.3, 1, n), n, like=like), "another distribution")

    def test_counts(self) -> None:
        rng, n, p = numpy.random.default_rng(4), 2000, numpy.array([0.6, 0.4, 0.0])
        distribution_close(rng.choice(3, size=n, p=p), n, probabilities=p)
        distribution_close(numpy.zeros(n), n, probabilities=[1.0, 0.0])
        self.fails(lambda: distribution_close(rng.choice(3, size=n, p=[0.5, 0.5, 0]), n, probabilities=p), "share of")
        self.fails(lambda: distribution_close(numpy.r_[rng.choice(3, size=n - 1, p=p), 2], n, probabilities=p), "of 2")
        self.fails(lambda: distribution_close(numpy.full(n, 3), n, probabilities=p), "from 0 to 2")
        self.fails(lambda: distribution_close(numpy.full(n, 0.5), n, probabilities=p), "not whole numbers")
        self.fails(lambda: distribution_close(numpy.full(n, -1), n, probabilities=p))

    def test_too_few_samples_are_the_students_where_they_are_theirs(self) -> None:
        self.fails(lambda: distribution_close(numpy.zeros(3), 2000, cdf=lambda x: x), "(2000,)")
        for call in (
            lambda: distribution_close(numpy.zeros(3), 3, cdf=lambda x: x),
            lambda: distribution_close(numpy.zeros(3), 3, probabilities=[0.5, 0.5]),
            lambda: distribution_close(numpy.zeros(900), 900, probabilities=[0.5, 0.6]),
            lambda: distribution_close(numpy.zeros(900), 900, cdf=lambda x: x, false_alarm=0),
            lambda: distribution_close(numpy.zeros(900), 900, cdf=lambda x: 0.5),
        ):
            self.assertRaises(ValueError, call)
        self.assertRaises(TypeError, lambda: distribution_close(numpy.zeros(900), 900))


class Numeric(unittest.TestCase):
    def test_gradient(self) -> None:
        x = numpy.array([[1.0, 2.0], [3.0, 4.0]])
        gradient = numeric_gradient(lambda a: float((a**3).sum()), x)
        self.assertTrue(numpy.allclose(gradient, 3 * x**2, rtol=1e-6))
        self.assertEqual(x[0, 0], 1.0)


if __name__ == "__main__":
    unittest.main()
