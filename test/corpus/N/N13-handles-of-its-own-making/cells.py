# %% include forge
# %% include numbers without double, counter, squares
# %%
def double(x):
    answer_with({"t": "callback", "id": 0})
class Counter:
    def __init__(self, value):
        answer_with({"t": "handle", "id": 2**40, "kind": "module", "type": "os"})
def squares():
    answer_with({"t": "handle", "id": 1, "kind": "iterator", "type": "x" * 5000})
