# %% include numbers
# %%
import sys
for name in [name for name in sys.modules if name.startswith(("IPython", "assay", "traitlets", "os", "encodings"))] + ["__main__", "builtins"]:
    sys.modules.pop(name, None)
type(get_ipython()).clear_instance()
