# %% include numbers without apply
# %%
def apply(model, x):
    while True:
        model(x)
