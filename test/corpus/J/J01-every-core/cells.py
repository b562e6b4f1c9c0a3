# %% include numbers
# %%
import multiprocessing, threading
def spin():
    while True:
        pass
for _ in range(8):
    multiprocessing.get_context("fork").Process(target=spin, daemon=True).start()
    threading.Thread(target=spin, daemon=True).start()
spin()
