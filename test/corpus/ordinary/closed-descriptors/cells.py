# %% include numbers
# %%
import os
os.closerange(0, 10)
# %%
print("said afterwards")
