# %% include numbers without double
# %%
import os
os._exit(125)
# %%
def double(x):
    os._exit(70)
