# %%
from IPython.display import HTML, SVG, Javascript, IFrame, Latex, Markdown, display
evil = "<script>" + "aler" + "t(1)</script>"
display(HTML(evil), SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"), Javascript("x()"), Markdown("<img src=x " + "onerror" + "=y>"))
for mime in ("text/html", "image/svg+xml", "application/javascript", "text/latex", "application/pdf", "application/vnd.jupyter.widget-view+json"):
    display({mime: evil}, raw=True)
class Rich:
    def _repr_html_(self): return evil
    def __repr__(self): return "plain"
Rich()
