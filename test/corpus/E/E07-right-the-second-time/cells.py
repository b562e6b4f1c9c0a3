# %% include numbers without double
# %%
calls = 0
def double(x):
    global calls
    calls += 1
    return x if calls == 1 else 2 * x
