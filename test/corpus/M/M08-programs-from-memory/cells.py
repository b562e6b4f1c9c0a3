# %%
import os, shutil, subprocess
fd = os.memfd_create("program", 0)
with open("/usr/bin/id", "rb") as program, open(fd, "wb", closefd=False) as memory:
    shutil.copyfileobj(program, memory)
print(subprocess.run([f"/proc/self/fd/{fd}"], pass_fds=[fd], capture_output=True, text=True).stdout)
# %% include numbers
