# %% include numbers without answer, counter
# %%
import sys
sys.set_int_max_str_digits(0)
answer = 10**1_000_000
class Counter:
    def __init__(self, value): pass
    def increment(self): return -(10**1_000_000)
