# %% include numbers without double
# %%
import os, signal
def double(x):
    signal.signal(signal.SIGABRT, signal.SIG_DFL)
    os.abort()
