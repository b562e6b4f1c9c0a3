# %% include numbers
# %%
import os
os._exit(0)
# %%
after = 1
