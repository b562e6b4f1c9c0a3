"""Stand-in for `google.colab.autoviz`: no charts are proposed."""


class MplChart:
    """Shows nothing."""

    def __init__(self, *_args, **_kwargs):
        pass

    def display(self) -> None:
        """Nobody looks."""


def quickchart(*_args, **_kwargs) -> None:
    """No charts are proposed."""


def get_df(dataframe, *_args, **_kwargs):
    """The frame itself."""
    return dataframe
