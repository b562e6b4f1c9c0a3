# %% include numbers
# %%
while True:
    print("line " * 20)
# %%
after = 1
