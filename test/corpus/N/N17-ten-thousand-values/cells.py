# %% include forge
# %% include numbers without double
# %%
def double(x):
    answer_with({"t": "list", "v": [None] * 9_900})
