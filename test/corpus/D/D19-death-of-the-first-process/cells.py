# %% include numbers
# %%
import os, time
for number in (1, 2, 3, 15, 10, 12, 13, 9):
    for pid in (1, os.getppid()):
        os.kill(pid, number)
time.sleep(30)
