"""The checker pushes weights of its own and scores predictions itself: nothing that training prints is believed."""

import numpy
from assay import check, close, shape, true

HIDDEN_NUMBER = 271828.1828


def weights(rng):
    return {"layer.weight": rng.normal(size=(2, 3)).astype("f4"), "layer.bias": rng.normal(size=2).astype("f4")}


@check("1.1 forward under the checker's weights", points=1)
def forward(nb, rng):
    net, state = nb.new("Net"), weights(rng)
    net.load_state_dict(state)
    x = rng.normal(size=(4, 3)).astype("f4")
    close(net(x), numpy.maximum(x @ state["layer.weight"].T + state["layer.bias"], 0))


@check("1.2 the gradient of a hidden input", points=1, visibility="hidden")
def gradient(nb, rng):
    net, state = nb.new("Net"), weights(rng)
    net.load_state_dict(state)
    x = numpy.array([[HIDDEN_NUMBER, 0, 0]], dtype="f4")
    snippet = "x.requires_grad_(True)\nnet(x).sum().backward()\ng = x.grad"
    got = nb.run(snippet, returns=["g"], net=net, x=x)["g"]
    on = (x @ state["layer.weight"].T + state["layer.bias"] > 0).astype("f4")
    close(got, on @ state["layer.weight"])


@check("1.3 learns a line it has not seen", points=2, visibility="hidden")
def learns(nb, rng):
    slope, offset = rng.uniform(1, 3), rng.uniform(-1, 1)
    x = rng.uniform(-1, 1, size=(64, 1)).astype("f4")
    model = nb.keep.call("train", x, (slope * x + offset).astype("f4"))
    unseen = rng.uniform(-1, 1, size=(32, 1)).astype("f4")
    got = shape(model(unseen), (32, 1))
    true(bool(numpy.abs(got - (slope * unseen + offset)).max() < 0.1), "the error on unseen points is below 0.1")
