# %% include net
# %%
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.randn(64, 3))
print(sum(len(batch) for (batch,) in DataLoader(data, batch_size=8, num_workers=2)))
