# %% include numbers
# %%
with open("/content/full", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
