# %% include forge
# %% include numbers without double
# %%
def double(x):
    send(frame({"op": "reply", "id": call_id(), "value": None}, *[b"x"] * 10_000))
    time.sleep(0.2)
