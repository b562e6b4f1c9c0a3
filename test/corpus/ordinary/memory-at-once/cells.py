# %% include numbers
# %%
import numpy
numpy.ones((1 << 30, 1 << 12))
