# %%
import glob
for path in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ"):
    try:
        print(path, open(path, "rb").read().replace(b"\0", b" ")[:400])
    except OSError as error:
        print(path, error.strerror)
for name in ("unix", "tcp", "udp"):
    print(open(f"/proc/net/{name}").read()[:400])
# %% include numbers
