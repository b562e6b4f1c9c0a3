# %% include forge
# %% include numbers without double
# %%
def double(x):
    answer_with({"t": "tensor", "dtype": "u8", "shape": [2**32, 2**32, 0], "b": 0, "lib": "numpy"})
