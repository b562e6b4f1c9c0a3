# %%
import os; os.abort()
# %%
import os; os.abort()
# %%
import os; os.abort()
# %% include numbers
