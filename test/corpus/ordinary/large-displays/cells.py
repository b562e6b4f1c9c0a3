# %% include numbers
# %%
import os, struct, zlib
from IPython.display import HTML, Image, display
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
PLOT = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 0, 0, 0, 0)) + chunk(b"IDAT", os.urandom(1 << 20)) + chunk(b"IEND", b"")
display(HTML("<div>" + "point " * 500_000 + "</div>"))
# %%
for _ in range(40):
    display(Image(PLOT))
# %%
print("still here")
