"""`tqdm.notebook` without widgets: tqdm's own progress bar as text on stderr."""

from tqdm.std import tqdm as _text_tqdm

__all__ = ["tnrange", "tqdm", "tqdm_notebook", "trange"]


class _Container:
    """Where the widget's parts would be."""

    children = ()
    visible = True

    def close(self) -> None:
        """Nothing is shown."""


class tqdm_notebook(_text_tqdm):  # Tqdm's name
    """Takes the arguments that only the widget has."""

    def __init__(self, *args, display=True, colour=None, **kwargs):
        self.displayed = False
        self.container = _Container()
        super().__init__(*args, **kwargs)


def tnrange(*args, **kwargs):
    """`tqdm(range(*args), **kwargs)`"""
    return tqdm_notebook(range(*args), **kwargs)


tqdm = tqdm_notebook
trange = tnrange
