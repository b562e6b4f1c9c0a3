# %% include numbers without double, counter
# %%
import os
def double(x):
    os.fork()
    return 2 * x
class Counter:
    def __init__(self, value):
        self.value = value
    def increment(self):
        self.value += 1
        return self.value + (os.fork() == 0)
