# %% include numbers
# %%
import os
for _ in range(25):
    if os.fork() == 0:
        os._exit(0)
