# %% include numbers without double, apply
# %%
def double(x):
    return (2 * x)[None, :]
def apply(model, x):
    return float(model(x)[0])
