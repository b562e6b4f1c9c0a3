"""Question 1 is earned where no answer made a comparison raise. Question 2 breaks on odd answers, as naive checks do."""

import numpy

from assay import Failed, Handle, check, close, equal, finite, moments, numbers, shape, spy, true, within

A = numpy.arange(6.0).reshape(2, 3)

COMPARISONS = [
    lambda a, b: close(a, A, hints={"*": "no", "x2": "twice", "transpose": "t", "constant": "c", "nan": "n"}),
    lambda a, b: close(a, 1.5, mistakes={"no": 2.5}, d=3, hints={"/d": "d"}, any_kind=True, nan_equal=True),
    lambda a, b: close(a, b, atol=0, rtol=0, what="the second call"),
    lambda a, b: close(A, a),
    lambda a, b: equal(a, [1, 2]),
    lambda a, b: equal(a, "a text"),
    lambda a, b: equal(a, {"a": [1]}),
    lambda a, b: equal(a, A > 2),
    lambda a, b: equal(a, b),
    lambda a, b: equal({"a": A}, a),
    lambda a, b: shape(a, (None, 3)),
    lambda a, b: shape(A, a),
    lambda a, b: finite(a),
    lambda a, b: numbers(a, "it"),
    lambda a, b: true(a, "it holds"),
    lambda a, b: within(a, 0, 10),
    lambda a, b: within(4.0, a, b),
    lambda a, b: moments(a, 0, 1),
    lambda a, b: moments(numpy.tile([0.0, 2.0], 500), a, b),
]


def compare(a, b):
    for comparison in COMPARISONS:
        try:
            comparison(a, b)
        except Failed as failed:
            if not failed.message.endswith(".") or len(failed.message) > 5000:
                raise AssertionError(failed.message) from failed


def every(nb, ask, names="NAMES"):
    """Compare each answer; one that never comes has failed, as it should."""
    names = nb.get(names)
    true(len(names) >= 5, "the notebook names its answers")
    for name in names:
        try:
            a, b = ask(name), ask(name)
        except Failed:
            continue
        compare(a, b)
    equal(nb.call("same", 1), 1, what="the answer to a question after all others")


@check("1.1 called", points=1)
def called(nb, rng):
    true(len(nb.get("NAMES")) >= 40, "there are forty answers or more")
    every(nb, lambda name: nb.call("odd", name))


@check("1.2 read as an attribute", points=1)
def attribute(nb, rng):
    holder = nb.new("Holder")
    every(nb, holder.get)


@check("1.3 given by a method", points=1)
def method(nb, rng):
    holder = nb.new("Holder")
    every(nb, holder.give)


@check("1.4 iterated over", points=1)
def iterated(nb, rng):
    every(nb, lambda name: next(nb.call("items", name)))
    every(nb, lambda name: nb.call("items", name).take(3))


@check("1.5 iterated over itself", points=1)
def itself(nb, rng):
    def ask(name):
        answer = nb.keep.call("odd", name)
        return nb.call("iter", answer).take(2)

    every(nb, ask)


@check("1.6 left by a snippet", points=1)
def snippet(nb, rng):
    every(nb, lambda name: nb.run("y = odd(name)", returns=["y"], name=name)["y"])


@check("1.7 given to a call-back", points=1)
def callback(nb, rng):
    def ask(name):
        model = spy(lambda x: compare(x, A))
        nb.call("pass_on", model, name)
        return model.calls[0][0][0] if model.calls else None

    every(nb, ask)


@check("1.8 kept, passed on and called", points=1)
def kept(nb, rng):
    def ask(name):
        handle = nb.keep.call("odd", name)
        compare(handle, nb.call("same", handle))
        return handle(handle) if isinstance(handle, Handle) else handle

    every(nb, ask)


@check("1.9 large", points=1)
def large(nb, rng):
    def ask(name):
        return nb.call("large", name)

    for name in nb.get("LARGE"):
        try:
            answer = ask(name)
        except Failed:
            continue
        compare(answer, A)


@check("1.10 memory that is not there", points=1)
def without_memory(nb, rng):
    for name in ("expanded tensor", "broadcast view"):
        try:
            nb.call("fatal", name)
        except Failed:
            continue
        raise AssertionError("it answered")


def asks(name):
    return lambda nb: nb.call("odd", name)


@check("2.1 adds one", points=1)
def adds(nb, rng):
    close(asks("text")(nb) + 1, 2.5)


@check("2.2 makes a number of it", points=1)
def makes_a_number(nb, rng):
    close(float(asks("linear layer")(nb)), 1.5)


@check("2.3 compares by hand", points=1)
def by_hand(nb, rng):
    true(bool(abs(asks("generator")(nb) - 1.5) < 1e-3), "it is 1.5")


@check("2.4 expects what it was given", points=1)
def expects(nb, rng):
    close(1.5, 1.0 * asks("NaN")(nb))


@check("2.5 counts up to it", points=1, seconds=2)
def counts(nb, rng):
    steps, most = 0, asks("largest int")(nb)
    while steps < most:
        steps += 1


@check("2.6 makes as many", points=1)
def makes_many(nb, rng):
    equal(numpy.ones(int(numpy.minimum(asks("largest int")(nb), 10**10))).ndim, 1)


@check("2.7 indexes", points=1)
def indexes(nb, rng):
    close(numpy.atleast_1d(asks("module")(nb))[0] * 1.0, 1.5)


@check("2.8 sorts", points=1)
def sorts(nb, rng):
    close(sorted([asks("mixed list")(nb), 2.0])[0], 1.5)
