# %% include numbers without double, reverse
# %%
from IPython.display import display
bad = "nul\0 lone\ud800\udc00\udfff bidi\u202e\u2066 zero\u200b\ufeff controls\x07\x08\x7f\x9b31m \U0010ffff"
print(bad)
display({"text/plain": bad}, raw=True)
def double(x):
    raise ValueError(bad)
def reverse(word):
    return bad
# %%
raise type("Name\u202e\0", (Exception,), {})(bad)
