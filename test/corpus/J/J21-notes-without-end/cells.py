# %% include numbers
# %%
for number in range(100_000):
    get_ipython().note("network", f"note {number} " + "x" * 900)
