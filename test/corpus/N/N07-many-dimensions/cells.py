# %% include forge
# %% include numbers without double
# %%
def double(x):
    answer_with({"t": "tensor", "dtype": "f64", "shape": [1] * 33, "b": 0, "lib": "numpy"}, bytes(8))
