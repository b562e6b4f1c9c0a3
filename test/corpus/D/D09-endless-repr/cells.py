# %% include numbers
# %%
class Endless:
    def __repr__(self):
        while True:
            pass
Endless()
