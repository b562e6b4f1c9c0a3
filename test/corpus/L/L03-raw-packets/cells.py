# %%
import socket
opened = []
for family, kind, protocol in ((socket.AF_PACKET, socket.SOCK_RAW, 3), (socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_INET6, socket.SOCK_RAW, 58)):
    try:
        socket.socket(family, kind, protocol)
        opened.append(family)
    except OSError:
        pass
print("opened", opened)
# %% include numbers
