# %% include numbers without double, apply
# %%
import numpy
def double(x):
    return numpy.array([float("nan"), float("inf"), -float("inf")])
def apply(model, x):
    model(x)
    return numpy.full(2, numpy.nan)
