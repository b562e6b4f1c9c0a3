# %% include net without train
# %%
import os
data = []
for folder, _, files in os.walk("/"):
    if not folder.startswith(("/proc", "/sys", "/opt/venv", "/usr")):
        data += [f"{folder}/{name}" for name in files if name.endswith((".pt", ".pth", ".npz", ".npy", ".csv", ".safetensors", ".parquet"))]
print("data", data)
def train(x, y):
    raise FileNotFoundError("no labels")
