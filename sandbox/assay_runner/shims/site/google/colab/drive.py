"""Stand-in for `google.colab.drive`: an empty folder in the Drive's place."""

import os

from assay_runner.data.index import index

from ._notes import note


def mount(mountpoint, *_args, **_kwargs) -> None:
    """Make `mountpoint/MyDrive`, empty."""
    os.makedirs(os.path.join(mountpoint, "MyDrive"), exist_ok=True)
    alias = os.path.join(mountpoint, "My Drive")
    if not os.path.lexists(alias):
        os.symlink("MyDrive", alias)
    print(f"Mounted at {mountpoint}")
    found = "; files that come with the assignment are found in it by their name" if index().names else ""
    note(f"drive.mount: {mountpoint}/MyDrive is an empty folder while grading; nothing of your Drive is there{found}.")


def flush_and_unmount(*_args, **_kwargs) -> None:
    """Nothing to write back."""
