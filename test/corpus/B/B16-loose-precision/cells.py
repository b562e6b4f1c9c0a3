# %% include numbers without double
# %%
import numpy
def double(x):
    return (2 * x * 1.001).astype(numpy.float16)
