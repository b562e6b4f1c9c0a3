# %% include numbers without double, reverse, counter, apply
# %%
def double(x):
    raise SystemExit(0)
def reverse(word):
    raise KeyboardInterrupt
class Counter:
    def __init__(self, value):
        raise GeneratorExit
def apply(model, x):
    raise StopIteration(model(x))
