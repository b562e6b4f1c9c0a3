"""Stand-in for `google.colab.files`."""

import os

from assay_runner.data.index import copy, index

from ._notes import note


_MAX_BYTES = 64 * 1024**2


class _Uploaded(dict):
    """What was uploaded, by name; a name that the course's data have is found also where all were too much."""

    def __missing__(self, name: str) -> bytes:
        path = index().named(name) if isinstance(name, str) else None
        if path is None:
            raise KeyError(name)
        copy(path, name)
        with open(path, "rb") as file:
            self[name] = file.read()
        return self[name]


def upload(*_args, **_kwargs) -> dict[str, bytes]:
    """The files of the course's data, copied beside the notebook, as if the student had chosen them."""
    uploaded = _Uploaded()
    paths = index().paths
    if sum(map(os.path.getsize, paths)) <= _MAX_BYTES:
        for path in paths:
            uploaded[os.path.basename(path)]
    if paths:
        note("files.upload() returned the files that the course gives with the assignment.")
    else:
        note("files.upload() returned no files: nobody is there to choose one while grading.")
    return uploaded


def upload_file(filename, *_args, **_kwargs) -> str | None:
    """The course's file of that name, beside the notebook."""
    path = index().named(os.path.basename(str(filename)))
    if path is None:
        note(f"files.upload_file({str(filename)!r}) did nothing: nobody is there to choose a file while grading.")
        return None
    copy(path, filename)
    return filename


def download(filename, *_args, **_kwargs) -> None:
    """Nobody downloads; a file that is missing is an error, as on Colab."""
    with open(filename, "rb"):
        note(f"files.download({str(filename)!r}) did nothing: nobody is there to take the file while grading.")


def view(filename, *_args, **_kwargs) -> None:
    """Nobody looks; a file that is missing is an error, as on Colab."""
    with open(filename, "rb"):
        pass
