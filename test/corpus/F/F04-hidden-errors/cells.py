# %% include numbers without double
# %%
shell = get_ipython()
shell.set_custom_exc((BaseException,), lambda *_: None)
shell.showtraceback = shell._showtraceback = shell.show_error = lambda *_, **__: None
# %%
def double(x):
    raise ValueError
raise ValueError("unseen")
