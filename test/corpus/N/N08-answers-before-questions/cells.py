# %% include forge
# %%
for number in range(1000):
    send(frame({"op": "reply", "id": str(number), "value": True}))
time.sleep(1)
# %% include numbers
