# %% include numbers without double
# %%
import threading, time
def double(x):
    return x
def meddle():
    while True:
        globals()["answer"] = 42
        print("tick", end="")
        time.sleep(0.002)
threading.Thread(target=meddle, daemon=True).start()
