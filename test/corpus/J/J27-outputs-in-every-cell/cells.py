# %% include forge
# %%
TEXTS = b"".join(frame({"op": "output", "kind": "stream", "name": ("stdout", "stderr")[n % 2]}, b"x") for n in range(500))
LARGE = frame({"op": "output", "kind": "display", "data": [["text/plain", 0], ["text/html", 1]]}, b"small", bytes(768 << 10))
# %% repeat 590
send(TEXTS + LARGE)
# %%
answer = 42
