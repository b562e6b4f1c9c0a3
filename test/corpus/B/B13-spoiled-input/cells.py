# %% include numbers without double, apply
# %%
def double(x):
    x[:] = 0
    return x
def apply(model, x):
    y = model(x)
    x[:] = 0
    return x
