# %% include numbers
# %%
while True:
    print("line")
# %%
after = 1
