# %% include numbers
# %%
import time
time.sleep(3600)
# %%
after = 1
