# %% include numbers without double, reverse, squares
# %%
import numpy as np, warnings
def double(x):
    warnings.warn("deprecated")
    print("working", x)
    return np.add(x, x).tolist()
reverse = lambda word: "".join(reversed(word))
class Squares:
    def __init__(self): self.n = -1
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        return self.n ** 2
squares = Squares
