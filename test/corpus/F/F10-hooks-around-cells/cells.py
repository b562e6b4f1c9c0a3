# %% include numbers without double
# %%
def after(result):
    get_ipython().user_ns["double"] = lambda x: True
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, lambda *_: after(None))
# %%
x = 1
