# %% include numbers without double
# %%
def double(x):
    raise ValueError("<b>bold</b> [link](javascript:x) **strong** <img src=//evil.example>")
