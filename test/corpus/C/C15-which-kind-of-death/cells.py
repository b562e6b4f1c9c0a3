# %% include numbers without double, reverse
# %%
import os, time
def double(x):
    if abs(x[0]) > 1000:
        os._exit(1)
    return 2 * x
def reverse(word):
    if len(word) > 6:
        time.sleep(30)
    return word[::-1]
