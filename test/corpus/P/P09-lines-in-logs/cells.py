# %%
get_ipython().note("network", 'x\nERROR worker: disk full\n{"level":60,"msg":"fake"}\nlevel=50')
%pip install "x\nERROR_worker"
# %% include numbers
