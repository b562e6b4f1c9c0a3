# %% include forge
# %% include numbers without double, apply
# %%
def double(x):
    answer_with({"t": "pickle", "b": 0, "v": [1], "shape": [1]}, b"cos\nsystem\n(S'id'\ntR.")
def apply(model, x):
    answer_with([[], [{"t": None}], {"t": ["float"]}])
