"""Stand-in for `google.colab.output`: no browser, so no JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager

from IPython.display import clear_output

from ._notes import note


def clear(wait: bool = False, *_args, **_kwargs) -> None:
    """The cell's output is cleared, tags or not."""
    clear_output(wait=wait)


def eval_js(_script, *_args, **_kwargs) -> None:
    """No browser."""
    note("output.eval_js() did nothing: there is no browser while grading.")


def register_callback(_name, _function) -> None:
    """No browser calls back."""


def unregister_callback(_name) -> None:
    """No browser calls back."""


def to_default_area() -> None:
    """Output has one area."""


to_header_area = to_footer_area = to_default_area


def enable_custom_widget_manager(*_args, **_kwargs) -> None:
    """No widgets are shown."""


def disable_custom_widget_manager(*_args, **_kwargs) -> None:
    """No widgets are shown."""


def no_vertical_scroll() -> None:
    """No scrolling."""


def serve_kernel_port_as_iframe(*_args, **_kwargs) -> None:
    """No browser."""


def serve_kernel_port_as_window(*_args, **_kwargs) -> None:
    """No browser."""


@contextmanager
def use_tags(*_tags, **_kwargs) -> Iterator[None]:
    """Output carries no tags."""
    yield


@contextmanager
def temporary() -> Iterator[None]:
    """Output that goes with the block: here it stays, for whoever reads the run."""
    yield


@contextmanager
def redirect_to_element(*_args, **_kwargs) -> Iterator[None]:
    """Output has no elements."""
    yield
