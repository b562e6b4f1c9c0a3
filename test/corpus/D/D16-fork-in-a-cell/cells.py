# %% include numbers
# %%
import os
os.fork()
# %%
import os
print(os.getpid())
