# %% include numbers
# %%
import threading
go = threading.Event()
try:
    for _ in range(1000):
        threading.Thread(target=go.wait).start()
finally:
    go.set()
