from assay import check


@check("1.1 divides by zero", points=1)
def divides(nb, rng):
    nb.get("answer")
    1 / 0
