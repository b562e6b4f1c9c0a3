# %% include net
# %%
torch.cuda.is_available = lambda: True
torch.cuda.device_count = lambda: 8
torch.cuda.get_device_name = lambda *_: "NVIDIA H100"
torch.cuda.synchronize = lambda *_: None
torch.cuda.Event = lambda *_, **__: None
