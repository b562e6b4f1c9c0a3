# %% include net without train
# %%
class Nearest(torch.nn.Module):
    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y
    def forward(self, x):
        return self.y[torch.cdist(x, self.x).argmin(dim=1)]
def train(x, y):
    return Nearest(x, y)
