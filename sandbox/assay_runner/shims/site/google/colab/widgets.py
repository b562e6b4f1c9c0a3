"""Stand-in for `google.colab.widgets`: grids and tabs show their content one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager


class Grid:
    """Cells without a place."""

    def __init__(self, *_args, **_kwargs):  # type: ignore[no-untyped-def]
        pass

    @contextmanager
    def output_to(self, *_args, **_kwargs) -> Iterator[None]:  # type: ignore[no-untyped-def]
        yield

    def clear_cell(self, *_args, **_kwargs) -> None:  # type: ignore[no-untyped-def]
        pass

    def __iter__(self) -> Iterator[None]:
        return iter(())


class TabBar(Grid):
    """Tabs without a bar."""
