# %%
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
made = []
for folder in ("/content", "/tmp", "/dev/shm"):
    for size in (2**31, 2**40, 2**62):
        try:
            with open(f"{folder}/huge", "wb") as file:
                file.truncate(size)
            if folder != "/dev/shm" or os.path.getsize(f"{folder}/huge") > 2**32:
                made.append((folder, size))
        except OSError:
            pass
print("made", made)
# %% include numbers
