# %%
from IPython.core.interactiveshell import InteractiveShell
async def run_code(self, *_, **__):
    return False
InteractiveShell.run_code = run_code
# %% include numbers
