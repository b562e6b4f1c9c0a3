"""The checks of the doctor's control notebooks, in the checker's image where an assignment is mounted otherwise.

`SECRET` stands for all that a checker holds. The right notebook searches for it wherever it can read, while the
checker of its own submission runs; the doctor looks for it in all that a student would see.
"""

from assay import check, close, equal

SECRET = "CANARY-OF-THE-PROBE"


@check("1.1 doubles an array", points=1)
def doubles(nb, rng):
    x = rng.normal(size=3)
    close(nb.call("double", x), 2 * x)


@check("1.2 doubles what nobody has seen", points=1, visibility="hidden")
def doubles_unseen(nb, rng):
    x = rng.normal(size=5)
    # What a check prints is for course staff.
    print(SECRET)
    close(nb.call("double", x), 2 * x)


@check("1.3 finds no secret", points=1)
def finds_nothing(nb, rng):
    equal(nb.call("search"), [])
