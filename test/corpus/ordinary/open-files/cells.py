# %% include numbers
# %%
kept = []
while True:
    kept.append(open("/dev/null"))
# %%
kept.clear()
