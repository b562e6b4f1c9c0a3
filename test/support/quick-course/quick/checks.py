from assay import check, equal


@check("1.1 doubles", points=2)
def doubles(nb, rng):
    number = int(rng.integers(1, 1000))
    equal(nb.call("double", number), 2 * number)


@check("1.2 the answer", points=1)
def answer(nb, rng):
    equal(nb.get("answer"), 42)
