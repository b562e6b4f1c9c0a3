# %%
import socket
mine = socket.socket(socket.AF_UNIX)
mine.bind("\0assay-corpus")
mine.listen()
print("others", [line.split()[-1] for line in open("/proc/net/unix").read().splitlines()[1:] if "@" in line and "assay-corpus" not in line])
# %% include numbers
