# %% include net
# %%
print(torch.cuda.is_available(), torch.cuda.device_count())
device = "cuda" if torch.cuda.is_available() else "cpu"
Net().to(device)
# %%
torch.zeros(1).cuda()
# %%
torch.zeros(1, device="cuda:0")
