# %% include forge
# %% include numbers without double, reverse
# %%
def double(x):
    answer_with({"t": "bytes", "b": -1}, b"x")
def reverse(word):
    answer_with({"t": "text", "b": True}, b"x")
