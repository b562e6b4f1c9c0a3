# %% include forge
# %% include numbers without apply
# %%
def apply(model, x):
    for number, args, kwargs in ((0, 1, None), (99, [], {}), (0, [{"t": "handle", "id": 0}], {"": []})):
        send(frame({"op": "callback", "id": call_id(), "callback": number, "args": args, "kwargs": kwargs}))
    time.sleep(0.3)
