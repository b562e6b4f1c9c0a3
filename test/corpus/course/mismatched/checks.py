"""One point, where assignment.yaml says two."""

from assay import check


@check("1.1 one point", points=1)
def one(nb, rng):
    pass
