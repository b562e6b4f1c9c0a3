"""Stand-in for `google.colab.snippets`."""


def register(*_args, **_kwargs) -> None:  # type: ignore[no-untyped-def]
    """Nobody edits."""
