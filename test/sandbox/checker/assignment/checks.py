"""A small assignment for the checker's tests: each check shows one thing."""

import os
import sys

import numpy
import reference

from assay import Failed, StudentError, check, close, equal, moments, shape, spy, true, within

counter = 0
print("printed while importing")


@check("1.1 doubles", points=2, visibility="visible")
def doubles(nb, rng):
    x = rng.normal(size=(3, 4))
    close(nb.call("double", x), reference.double(x), hints={"x0.5": "You returned x itself."})


@check("1.2 spied upon", points=1.5, seconds=3)
def spied(nb, rng):
    model = spy(lambda x, scale=1: scale * x)
    close(nb.call("apply", model, 3.0), 6.0)
    true(len(model.calls) == 1, "`apply` must call the model once.")
    equal(model.calls[0][0][0], 3.0)


@check("1.3 a module", points=1)
def module(nb, rng):
    net = nb.new("Net", 3)
    equal(net.get("size"), 3)
    weights = net.state_dict()
    shape(weights["weight"], (3, 3))
    net.load_state_dict({"weight": numpy.eye(3, dtype="float32"), "bias": numpy.ones(3, "float32")})
    close(net(numpy.zeros((2, 3), "float32")), numpy.ones((2, 3)))
    close(net.forward(numpy.eye(3, dtype="float32")), numpy.eye(3) + 1)


@check("1.4 step by step", points=1)
def steps(nb, rng):
    counted = nb.call("count_up")
    equal([next(counted), next(counted)], [0, 1])
    equal(counted.take(3), [2, 3, 4])
    equal(nb.get("computed"), 5)


@check("1.5 runs a snippet", points=1)
def snippet(nb, rng):
    found = nb.run("y = double(x)\nz = x", returns=["y", "z"], x=numpy.ones(2))
    close(found["y"], 2 * found["z"])


@check("1.6 draws", points=1, attempts=2)
def draws(nb, rng):
    moments(nb.call("draw", 10_000, nb.generator(rng)), 0, 1, "the sample")


@check("1.7 raises", points=1)
def raises(nb, rng):
    try:
        nb.call("refuse")
    except StudentError as error:
        equal(error.name, "ValueError")
    else:
        raise Failed("`refuse` accepts everything.")


@check("2.1 prints and breaks", points=1)
def breaks(nb, rng):
    print("a print of the check")
    os.write(1, b"raw bytes on fd 1")
    os.write(2, b"raw bytes on fd 2")
    nb.call("double", 1.0)["no such key"]


@check("2.2 remembers nothing", points=1)
def remembers(nb, rng):
    global counter
    counter += 1
    equal(counter, 1)
    sys.modules["reference"].double = None


@check("2.3 dies", points=1)
def dies(nb, rng):
    os._exit(0 if nb is None else 7)


@check("2.4 exits", points=1)
def exits(nb, rng):
    sys.exit(0)


@check("2.5 returns a truth value", points=1)
def returns(nb, rng):
    return True


@check("2.6 keeps", points=1)
def keeps(nb, rng):
    kept = nb.keep.call("double", 2.0)
    within(nb.call("double", kept), 8, 8)


@check("2.7 exits quietly", points=1)
def exits_quietly(nb, rng):
    os._exit(0)


@check("2.8 sees the seed", points=1)
def sees_seed(nb, rng):
    raise Failed(f"drew {rng.integers(10**9)}")


@check("2.9 reads a cell", points=1)
def reads_cell(nb, rng):
    cell = nb.cell(tag="plot")
    true(len(cell.images) == 1 and cell.status == "ok", "Plot something in the cell tagged “plot”.")
