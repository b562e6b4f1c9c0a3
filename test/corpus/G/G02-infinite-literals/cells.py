# %% include forge
# %% include numbers without double
# %%
def double(x):
    for literal in ("1e400", "NaN", "-Infinity", "1e-400", "0x10", "1_000"):
        raw = ('{"op":"reply","id":"%s","value":%s}' % (call_id(), literal)).encode()
        send(struct.pack("<I", len(raw)) + raw)
    time.sleep(0.2)
