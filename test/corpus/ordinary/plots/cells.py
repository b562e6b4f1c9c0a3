# %% include numbers
# %%
from IPython.display import display
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 300, 300, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(301 * 300))) + chunk(b"IEND", b"")
for _ in range(5):
    display({"image/png": picture}, raw=True)
