# %%
import ctypes
ctypes.CDLL(None).prctl(38, 0, 0, 0, 0)
for line in open("/proc/self/status"):
    name, _, value = line.partition(":")
    if name in ("CapEff", "CapPrm", "CapBnd", "NoNewPrivs", "Seccomp"):
        print(name, int(value, 16))
# %% include numbers
