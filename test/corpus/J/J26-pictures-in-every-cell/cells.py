# %% include forge
# %%
import zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
PICTURE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 0, 0, 0, 0)) + chunk(b"IDAT", os.urandom(4 << 20)) + chunk(b"IEND", b"")
def flood():
    send(frame({"op": "output", "kind": "display", "data": [["image/png", 0]]}, PICTURE))
# %% repeat 140
flood()
# %%
answer = 42
