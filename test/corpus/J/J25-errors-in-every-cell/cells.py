# %% include forge
# %%
TRACEBACK = ("t" * 700_000 + "\n").encode()
def flood():
    send(frame({"op": "output", "kind": "error", "ename": "Flood", "evalue": "e" * 60_000}, TRACEBACK))
# %% repeat 590
flood()
# %%
answer = 42
