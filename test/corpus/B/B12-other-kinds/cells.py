# %% include numbers without double, answer, counter
# %%
import numpy
answer = "42"
def double(x):
    return 2 * x + 1j
class Counter:
    def __init__(self, value): self.value = value
    def increment(self):
        self.value += 1
        return numpy.array([self.value], dtype=object)
