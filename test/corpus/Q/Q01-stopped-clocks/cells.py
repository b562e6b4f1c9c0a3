# %% include numbers without double
# %%
import time
for name in ("time", "perf_counter", "monotonic", "process_time", "time_ns", "perf_counter_ns", "monotonic_ns"):
    setattr(time, name, lambda: 0)
def double(x):
    while time.time() < 10:
        pass
    return 2 * x
