# %% include numbers
# %%
import os, signal, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
line = b"x" * 65536
for fd in (1, 2, 1, 2):
    threading.Thread(target=lambda fd=fd: [os.write(fd, line) for _ in iter(int, 1)]).start()
while True:
    os.write(1, line)
