# %% include numbers
# %%
import os
os.write(1, b"\xc0\xaf \xed\xa0\x80 \xf8\x88\x80\x80\x80 \xff\xfe ok")
os.write(2, "words".encode("utf-16"))
# %%
import os, struct, time
raw = b'\xef\xbb\xbf{"op":"note","kind":"x\xc0\xaf","text":"y"}'
os.write(os.open("/proc/1/fd/1", os.O_WRONLY), struct.pack("<I", len(raw)) + raw)
time.sleep(1)
