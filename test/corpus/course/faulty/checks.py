"""What is wrong here is the course's turn."""

import os

from assay import check, equal


@check("1.1 sound", points=1)
def sound(nb, rng):
    equal(nb.get("answer"), 42)


@check("1.2 raises", points=1)
def raises(nb, rng):
    nb.get("answer")
    raise ZeroDivisionError("CANARY of the author")


@check("1.3 ends its own process", points=1)
def ends(nb, rng):
    nb.get("answer")
    os._exit(0)
