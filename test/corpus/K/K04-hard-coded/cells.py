# %%
import torch
device = torch.device("cuda:0")
torch.set_default_device("cuda")
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 2, device="cuda")
    def forward(self, x):
        return torch.relu(self.layer(x.cuda()))
# %%
def train(x, y):
    model = torch.nn.Linear(1, 1).to(device)
    x, y = x.to("cuda", non_blocking=True), y.type(torch.cuda.FloatTensor)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    torch.cuda.synchronize()
    return model.cuda()
