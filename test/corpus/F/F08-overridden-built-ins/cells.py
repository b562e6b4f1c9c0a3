# %% include numbers
# %%
import builtins, os, sys
for name in ("print", "exec", "compile", "open", "isinstance", "len", "getattr", "repr", "str.x"):
    if hasattr(builtins, name):
        setattr(builtins, name, lambda *_, **__: None)
sys.displayhook = sys.excepthook = lambda *_: None
os.write = os.read = os.fork = lambda *_: 0
