# %% include numbers without double, reverse
# %%
def double(x):
    raise ValueError(repr(x))
def reverse(word):
    raise type(word, (Exception,), {})(word)
