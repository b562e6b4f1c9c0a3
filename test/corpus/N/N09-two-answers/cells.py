# %% include forge
# %% include numbers without double
# %%
def double(x):
    for _ in range(2):
        send(frame({"op": "reply", "id": call_id(), "value": {"t": "list", "v": []}}))
    time.sleep(0.2)
