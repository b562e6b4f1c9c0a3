# %% include numbers without double
# %%
import numpy
def double(x):
    kept = [numpy.empty(len(x)) for _ in range(1000)]
    return max(kept, key=lambda array: numpy.nan_to_num(numpy.abs(array)).sum())
