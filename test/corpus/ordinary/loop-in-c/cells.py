# %% include numbers
# %%
import ctypes, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
compare = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
libc = ctypes.PyDLL(None)
buffer = ctypes.create_string_buffer(1 << 22)
while True:
    libc.memset(buffer, 0, len(buffer))
# %%
after = 1
