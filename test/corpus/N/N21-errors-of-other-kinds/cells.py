# %% include forge
# %% include numbers without double, reverse
# %%
def fail(kind):
    send(frame({"op": "reply", "id": call_id(), "error": {"kind": kind, "name": "PlatformError", "text": "The engine failed."}}))
    time.sleep(0.2)
def double(x):
    fail("protocol")
def reverse(word):
    fail("broken")
