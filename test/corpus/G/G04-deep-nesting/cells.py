# %% include forge
# %% include numbers without double
# %%
def double(x):
    raw = ('{"op":"reply","id":"%s","value":%s1%s}' % (call_id(), "[" * 30_000, "]" * 30_000)).encode()
    send(struct.pack("<I", len(raw)) + raw)
    time.sleep(0.2)
