# %% include forge
# %% include numbers without double, counter
# %%
def double(x):
    answer_with({"t": "list", "v": [{"t": "float", "v": form} for form in ("0x1p99999", "infinity", "1e5")]})
class Counter:
    def __init__(self, value): pass
    def increment(self):
        answer_with({"t": "int", "v": "9" * 60_000})
