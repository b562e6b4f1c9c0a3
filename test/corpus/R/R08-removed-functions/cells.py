# %% include numbers
# %%
del double, reverse, Counter, answer, squares
