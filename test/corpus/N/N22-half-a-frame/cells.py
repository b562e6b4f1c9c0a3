# %% include forge
# %% include numbers
# %%
send(struct.pack("<I", 5000) + b'{"op":"output"')
