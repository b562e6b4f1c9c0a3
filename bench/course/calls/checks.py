"""Round trips from the checker into the notebook and back, timed where they are asked: milliseconds in the staff log."""

import json
import time

import torch

from assay import check


def _time(nb, value, rounds):
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        nb.call("echo", value)
        times.append(1000 * (time.perf_counter() - started))
    print(json.dumps(times))


@check("1.1 a number", points=1)
def small(nb, rng):
    _time(nb, 1, 200)


@check("1.2 a tensor of 4 MB", points=1)
def large(nb, rng):
    _time(nb, torch.zeros(1_000_000), 30)
