# %% include forge
# %% include numbers without double
# %%
def double(x):
    answer_with({"t": "bytes", "b": 0}, bytes(64 << 20))
