# %%
answer = 42
