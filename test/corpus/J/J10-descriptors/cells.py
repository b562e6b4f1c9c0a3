# %% include numbers
# %%
import os, socket
kept = []
try:
    while True:
        kept += [os.pipe(), socket.socketpair(), open("/dev/null")]
except OSError as error:
    print(error.strerror)
