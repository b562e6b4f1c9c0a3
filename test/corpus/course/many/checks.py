"""What comes last in the notebook still counts, whatever the cells before it have shown."""

from assay import check, equal


@check("1.1 has the answer", points=1)
def has_the_answer(nb, rng):
    equal(nb.get("answer"), 42)
