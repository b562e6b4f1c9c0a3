# %% include numbers without double, squares
# %%
import itertools
class Endless(list):
    def __len__(self): return 2**62
    def __iter__(self): return itertools.repeat(0.0)
def double(x):
    return Endless([0.0])
def squares():
    while True:
        pass
    yield 0
