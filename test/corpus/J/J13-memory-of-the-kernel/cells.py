# %% include numbers
# %%
import fcntl, os, select, socket
kept = []
try:
    for _ in range(300):
        one, other = socket.socketpair()
        one.setblocking(False)
        read, write = os.pipe()
        os.set_blocking(write, False)
        kept += [one, other, read, write, select.epoll()]
        for send in (lambda: one.send(bytes(1 << 20)), lambda: os.write(write, bytes(1 << 20))):
            try:
                send()
            except BlockingIOError:
                pass
except OSError as error:
    print(error.strerror)
