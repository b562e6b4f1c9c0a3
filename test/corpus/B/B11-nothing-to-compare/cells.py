# %% include numbers without double, reverse
# %%
import numpy
def double(x):
    return numpy.zeros((0, 3))
def reverse(word):
    return ""
