# %% include numbers without double
# %%
import fcntl, mmap, multiprocessing.shared_memory, struct
shared = mmap.mmap(-1, 4096)
block = multiprocessing.shared_memory.SharedMemory(create=True, size=4096)
lock = open("/content/lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
def double(x):
    seen = struct.unpack_from("<3d", shared)
    struct.pack_into("<3d", shared, 0, *(2 * x))
    return list(seen)
