# %% include forge
# %% include numbers without double
# %%
def double(x):
    raw = ('{"op":"reply","id":"0","id":"%s","value":null,"value":true,"blobs":[0],"blobs":[]}' % call_id()).encode()
    send(struct.pack("<I", len(raw)) + raw)
    time.sleep(0.2)
