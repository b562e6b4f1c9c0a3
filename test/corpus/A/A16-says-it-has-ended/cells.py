# %% include forge
# %%
send(frame({"op": "cell-done", "index": 1, "status": "ok"}))
time.sleep(0.5)
# %% include numbers
