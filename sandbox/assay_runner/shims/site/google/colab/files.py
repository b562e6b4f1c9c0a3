"""Stand-in for `google.colab.files`."""

from ._notes import note


def upload(*_args, **_kwargs) -> dict[str, bytes]:
    """Nobody uploads: no files."""
    note("files.upload() returned no files: nobody is there to choose one while grading.")
    return {}


def upload_file(filename, *_args, **_kwargs) -> None:
    """Nobody uploads."""
    note(f"files.upload_file({str(filename)!r}) did nothing: nobody is there to choose a file while grading.")


def download(filename, *_args, **_kwargs) -> None:
    """Nobody downloads; a file that is missing is an error, as on Colab."""
    with open(filename, "rb"):
        note(f"files.download({str(filename)!r}) did nothing: nobody is there to take the file while grading.")


def view(_filename, *_args, **_kwargs) -> None:
    """Nobody looks."""
