"""The questions of questions.json as checks; the other graders of the benchmark ask the same ones."""

import json
from pathlib import Path

import numpy as np

from assay import check, close


def _ask(number: int, name: str, args: str, expected: str) -> None:
    @check(f"1.{number} {name}", points=1)
    def question(nb, rng):
        close(nb.call(name, *eval(args)), np.asarray(eval(expected)))


for number, question in enumerate(json.loads(Path("questions.json").read_text()), 1):
    _ask(number, **question)
