# %%
def f(:
# %% include numbers
