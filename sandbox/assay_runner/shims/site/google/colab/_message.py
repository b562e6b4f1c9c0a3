"""Stand-in for `google.colab._message`: nobody answers."""


def blocking_request(_request_type, *_args, **_kwargs) -> None:
    """No page to ask."""


def send_request(_request_type, *_args, **_kwargs) -> None:
    """No page to ask."""
