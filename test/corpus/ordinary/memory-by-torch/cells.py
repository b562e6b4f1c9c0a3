# %% include net
# %%
hog = []
while True:
    hog.append(torch.ones(8 << 20))
