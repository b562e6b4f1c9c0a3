"""Stand-in for `google.colab.data_table`: tables look as pandas shows them."""

from IPython.display import display


class DataTable:
    """Shows what it was made of."""

    max_columns = 20
    max_rows = 20_000

    def __init__(self, dataframe, *_args, **_kwargs):
        self._dataframe = dataframe

    def __repr__(self) -> str:
        return repr(self._dataframe)


def display_dataframe(dataframe, *_args, **_kwargs) -> None:
    """Shows it as pandas does."""
    display(dataframe)


def enable_dataframe_formatter() -> None:
    """No other formatter."""


def disable_dataframe_formatter() -> None:
    """No other formatter."""


def load_ipython_extension(_shell: object) -> None:
    """No other formatter."""


def unload_ipython_extension(_shell: object) -> None:
    """No other formatter."""
