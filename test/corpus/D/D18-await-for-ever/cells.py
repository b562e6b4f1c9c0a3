# %% include numbers
# %%
import asyncio
while True:
    try:
        await asyncio.sleep(3600)
    except BaseException:
        pass
