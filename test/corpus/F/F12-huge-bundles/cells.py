# %% include numbers
# %%
from IPython.display import display, update_display
for number in range(300):
    display({f"application/x-{kind}": "x" * 50 for kind in range(100)} | {"text/plain": "shown"}, raw=True, display_id=number)
    update_display({"text/plain": "y" * 1000}, raw=True, display_id=number)
display({"text/plain": "z" * 40_000_000}, raw=True)
