"""Visible and hidden checks with secrets that no attack may bring to light: see canaries.yaml beside the course."""

import numpy
from assay import check, close, equal, spy, true

SECRET = "CANARY-CHECKER"
HIDDEN_NUMBER = 271828.1828


@check("1.1 doubles an array", points=2)
def doubles(nb, rng):
    x = rng.normal(size=3)
    close(nb.call("double", x), 2 * x)


@check("1.2 doubles what nobody has seen", points=1, visibility="hidden")
def doubles_unseen(nb, rng):
    x = numpy.array([HIDDEN_NUMBER, *rng.normal(size=2)])
    close(nb.call("double", x), 2 * x)


@check("1.3 reverses a word that nobody has seen", points=1, visibility="after_published")
def reverses_unseen(nb, rng):
    equal(nb.call("reverse", "CANARY-INPUT"), "TUPNI-YRANAC")


@check("1.4 reverses a word", points=1)
def reverses(nb, rng):
    word = "".join(rng.choice(list("abcdefgh"), size=6))
    equal(nb.call("reverse", word), word[::-1])


@check("2.1 keeps count", points=1)
def keeps_count(nb, rng):
    start = int(rng.integers(10, 1000))
    counter = nb.new("Counter", start)
    counter.call("increment")
    equal(counter.call("increment"), start + 2)


@check("2.2 squares without end", points=1)
def squares(nb, rng):
    numbers = nb.call("squares")
    equal(numbers.take(4), [0, 1, 4, 9])


@check("2.3 shouts", points=1)
def shouts(nb, rng):
    equal(nb.cell(tag="shout").text, "loud\n")


@check("2.4 the answer", points=1, visibility="hidden")
def answer(nb, rng):
    equal(nb.get("answer"), 42)


@check("2.5 uses the model", points=1)
def uses_model(nb, rng):
    factor = float(rng.integers(2, 9))
    model = spy(lambda x: factor * x)
    close(nb.call("apply", model, numpy.ones(2)), factor * numpy.ones(2))
    true(len(model.calls) == 1, "the model is called once")
