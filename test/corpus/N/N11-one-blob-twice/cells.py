# %% include forge
# %% include numbers without double
# %%
def double(x):
    form = {"t": "tensor", "dtype": "u8", "shape": [10_000_000], "b": 0, "lib": "numpy"}
    answer_with({"t": "list", "v": [form] * 500}, bytes(10_000_000))
