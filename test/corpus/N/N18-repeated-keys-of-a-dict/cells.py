# %% include forge
# %% include numbers without double, apply
# %%
def double(x):
    answer_with({"t": "dict", "v": [["a", True], ["a", False]]})
def apply(model, x):
    answer_with({"t": "dict", "v": [[{"t": "list", "v": []}, True], [1, 2, 3]]})
