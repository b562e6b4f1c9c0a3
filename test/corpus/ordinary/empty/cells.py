# %%
# to do
