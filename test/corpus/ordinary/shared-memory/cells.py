# %% include numbers
# %%
with open("/dev/shm/full", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
