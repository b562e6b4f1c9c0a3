"""Stand-in for `google.colab.html`: elements without a page."""


class Element:
    """An element that nobody sees."""

    def __init__(self, tag, *_args, **_kwargs):
        self._tag = tag

    def add_event_listener(self, *_args) -> None:
        """No events come."""

    def remove_event_listener(self, *_args) -> None:
        """No events come."""

    def call(self, *_args) -> None:
        """No browser."""

    def get_property(self, *_args) -> None:
        """No browser."""

    def set_property(self, *_args) -> None:
        """No browser."""

    def __repr__(self) -> str:
        return f"<{self._tag}>"
