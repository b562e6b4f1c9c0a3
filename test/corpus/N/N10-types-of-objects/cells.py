# %% include forge
# %% include numbers without double, apply
# %%
import numpy
def double(x):
    answer_with({"t": "tensor", "dtype": "O", "shape": [3], "b": 0, "lib": "numpy"}, bytes(24))
def apply(model, x):
    model(x)
    return numpy.zeros(2, dtype=[("a", "f8"), ("b", "O")])
