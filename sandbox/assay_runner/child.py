"""The child of a group: reads calls from the worker, answers them, one at a time."""

from typing import TYPE_CHECKING, Any, Literal

from assay_wire import EndOfStream, read_frame, write_frame

from .after_fork import renew_in_child
from .calls import Calls
from .failures import Failures
from .seeds import Seeds
from .values import Frame, Values

if TYPE_CHECKING:
    from .shell import NotebookShell


def serve_calls(
    shell: "NotebookShell", seeds: Seeds, arrays: Literal["numpy", "torch"], requests: int, replies: int
) -> None:
    """Answer calls until the worker closes its end. `requests` and `replies` are pipes of frames."""
    # A pool of more threads did not survive the fork, nor any other thread.
    shell.torch_threads.limit(1)
    renew_in_child()
    shell.loop.leave_in_child()
    seeds.reset_in_child()

    def ask(header: dict[str, Any], blobs: list[bytes]) -> Frame:
        write_frame(replies, header, blobs)
        return read_frame(requests)

    calls = Calls(shell.user_ns, shell.gone, Values(ask), Failures(shell.compile, shell.gone), arrays)
    write_frame(replies, {"op": "group-ready"})
    while True:
        try:
            header, blobs = read_frame(requests)
        except EndOfStream:
            return
        write_frame(replies, *calls.answer(header, blobs))
