# %% include numbers
# %%
import time; time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
# %%
time.sleep(1.9)
