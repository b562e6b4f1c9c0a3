# %% [markdown]
# ![x](file:///etc/passwd) ![y](attachment:../../etc/passwd) <img src="file:///etc/shadow">
# %%
from IPython.display import Image, Markdown, display
display(Markdown("![x](file:///etc/passwd)"), Markdown("{% include '/etc/passwd' %}"))
