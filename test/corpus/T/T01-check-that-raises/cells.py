# %%
answer = 41
