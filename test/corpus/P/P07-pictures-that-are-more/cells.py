# %% include numbers
# %%
import struct, zlib
from IPython.display import display
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def picture(side):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
script = b"<" + b"script>alert(1)</" + b"script>"
for data in (picture(9) + script, script * 10, picture(1_000_000), picture(9)[:-5], b"GIF89a" + script, b"\x89PNG\r\n\x1a\n" + script):
    display({"image/png": data}, raw=True)
