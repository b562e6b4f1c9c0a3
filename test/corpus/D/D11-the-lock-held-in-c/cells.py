# %% include numbers
# %%
import ctypes
ctypes.PyDLL(None).sleep(3600)
# %%
after = 1
