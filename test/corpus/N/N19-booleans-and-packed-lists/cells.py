# %% include forge
# %% include numbers without double, apply
# %%
def double(x):
    answer_with({"t": "tensor", "dtype": "bool", "shape": [3], "b": 0, "lib": "numpy"}, b"\2\3\xff")
def apply(model, x):
    answer_with({"t": "floats", "b": 0}, bytes(17))
