"""A slip in an earlier question costs once."""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy

from .failure import Failed, StudentError
from .notebook import Notebook

Judge = Callable[[Notebook, numpy.random.Generator], None]

# On the student's side, after the stand-ins: what a snippet defines is only in a copy of the notebook's namespace.
_PUT_IN_PLACE = """
def _put_in_place(shell, stand_ins):
    namespace = shell.user_ns
    own = {{name: namespace[name] for name in stand_ins if name in namespace}}

    def take_back():
        for name in stand_ins:
            del namespace[name]
        namespace.update(own)

    namespace.update(stand_ins)
    shell.take_back = take_back

_put_in_place(get_ipython(), {{name: globals()[name] for name in {names}}})
"""
# For a second attempt of a statistical check, which begins with the student's own again.
_TAKE_BACK = "get_ipython().take_back()"


def costs_once(stand_ins: Path, *names: str) -> Callable[[Judge], Judge]:
    """Let a slip in an earlier part cost once: judge again with right definitions of `names` in the student's place.

    They stand in the file `stand_ins`, which runs on the student's side. The student's own come first, so that who
    extends their signatures and uses them consistently passes. A failure that stays is told as it first was: it is
    about code that the student knows. Below `check`:

    >>> @check("5.1 a step", points=3)
    ... @costs_once(Path(__file__).with_name("stand_ins.py"), "d_loss")
    ... def step(nb, rng): ...
    """
    replace = stand_ins.read_text("utf-8") + _PUT_IN_PLACE.format(names=names)

    def decorate(judge: Judge) -> Judge:
        @functools.wraps(judge)
        def judged(nb: Notebook, rng: numpy.random.Generator) -> None:
            try:
                judge(nb, rng)
            except Failed as own:
                # A process that has gone cannot be asked again, and one that took all its time should not be.
                if isinstance(own, StudentError) and own.kind != "exception":
                    raise
                try:
                    nb.run(replace, returns=[])
                    try:
                        judge(nb, rng)
                    finally:
                        nb.run(_TAKE_BACK, returns=[])
                except Failed:
                    raise own from None

        return judged

    return decorate
