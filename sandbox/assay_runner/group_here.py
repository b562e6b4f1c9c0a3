"""A group of calls that is answered by the worker itself: in a container with a GPU, for CUDA does not survive a fork,
and at the very end for what hung in a fork.

What one check's calls change is there for the next; a call that hangs or dies takes the container with it, and the
host runs the notebook again.
"""

import os
from typing import TYPE_CHECKING, Any, Literal

from assay_wire import EncodeError, pack_frame

from .calls import Calls
from .channel import Channel
from .failures import Failures
from .placement import Placement
from .values import Frame, Values

if TYPE_CHECKING:
    from .shell import NotebookShell


class _Ended(BaseException):
    """The host has ended the group while a call was waiting for it."""


class GroupHere:
    """One group, from `group-ready` to `group-ended`."""

    def __init__(self, channel: Channel, shell: "NotebookShell", arrays: Literal["numpy", "torch"]) -> None:
        self._channel = channel
        self._pid = os.getpid()
        self._has_ended = False
        placement = Placement(shell.user_ns)
        failures = Failures(shell.compile, shell.gone)
        self._calls = Calls(shell.user_ns, shell.gone, Values(self._ask, placement), failures, arrays)

    def run(self) -> None:
        """Serve the group to its end; raises EndOfStream where the host goes away in the middle."""
        self._channel.send("group-ready")
        while not self._has_ended:
            header, blobs = self._channel.receive()
            if header["op"] == "call":
                self._answer(header, blobs)
            else:
                self._has_ended = True
        self._channel.send("group-ended", died=False)

    def _answer(self, header: dict[str, Any], blobs: list[bytes]) -> None:
        reply = self._calls.answer(header, blobs)
        if os.getpid() != self._pid:
            # A process that the call forked and that ran on to its end: there is one worker only.
            os._exit(0)
        if self._has_ended:
            return
        try:
            self._channel.forward(pack_frame(*reply))
        except EncodeError as error:
            text = {"kind": "unencodable", "text": str(error)}
            self._channel.send("reply", id=header["id"], error=text)

    def _ask(self, header: dict[str, Any], blobs: list[bytes]) -> Frame:
        if not self._has_ended:
            self._channel.forward(pack_frame(header, blobs))
            reply, reply_blobs = self._channel.receive()
            if reply["op"] == "callback-reply":
                return reply, reply_blobs
            self._has_ended = True
        # Student code may catch it, and meets it again with its next question.
        raise _Ended
