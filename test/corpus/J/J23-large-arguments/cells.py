# %% include numbers without apply
# %%
import numpy
def apply(model, x):
    big = numpy.ones(7_000_000)
    while True:
        model(big)
