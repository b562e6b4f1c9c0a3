"""Stand-in for `google.colab.runtime`."""


def unassign() -> None:
    """The runtime is not the notebook's to give back."""
