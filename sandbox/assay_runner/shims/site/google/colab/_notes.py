"""How the stand-ins tell the student."""

from IPython import get_ipython


def note(text: str) -> None:
    shell = get_ipython()
    if shell is not None and hasattr(shell, "note"):
        shell.note("colab", text)
