# %% include forge
# %%
def flood(text="n" * 60_000):
    send(b"".join(frame({"op": "note", "kind": "network", "text": f"{time.monotonic_ns()} {n} {text}"}) for n in range(4)))
# %% repeat 1990
flood()
# %%
answer = 42
