# %% include numbers without double, reverse
# %%
def double(x):
    return 2 * x if abs(x).max() < 10 else x
def reverse(word):
    return word[::-1] if len(word) == 6 else word
