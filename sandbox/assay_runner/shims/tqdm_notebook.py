"""`tqdm.notebook` without widgets: tqdm's own progress bar as text on stderr."""

from tqdm.std import tqdm as _text_tqdm

__all__ = ["tnrange", "tqdm", "tqdm_notebook", "trange"]


class tqdm_notebook(_text_tqdm):  # noqa: N801 - tqdm's name
    """Takes the arguments that only the widget has."""

    def __init__(self, *args, display=True, colour=None, **kwargs):  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)


def tnrange(*args, **kwargs):  # type: ignore[no-untyped-def]
    """`tqdm(range(*args), **kwargs)`"""
    return tqdm_notebook(range(*args), **kwargs)


tqdm = tqdm_notebook
trange = tnrange
