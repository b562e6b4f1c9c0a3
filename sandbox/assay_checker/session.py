"""The conversation with the worker: submissions, in each of them checks."""

import contextlib
import dataclasses
import os
from collections.abc import Sequence

from assay.catalogue import Check
from assay.judge import Verdict, broken, judge
from assay_wire import read_frame, write_frame

from .forks import in_child
from .streams import BoundedLog, Streams


class OutOfStep(Exception):
    """A child died, or the worker sent a message that has no place here. The only safe thing left is to end."""


def serve(streams: Streams, checks: Sequence[Check]) -> None:
    """Serve submissions until the worker closes the stream: then EndOfStream, or OutOfStep as soon as one fails.

    This process reads `open` and nothing else; everything that came from a student is read in a check's own process.
    """
    while True:
        header, _ = read_frame(streams.answers)
        if header["op"] != "open":
            raise OutOfStep(header["op"])
        room_bytes = header.get("answerBytes", streams.answer_bytes)
        if not in_child(lambda: _submission(dataclasses.replace(streams, answer_bytes=room_bytes), checks)):
            raise OutOfStep("a submission's process died")
        write_frame(streams.verdicts, {"op": "closed"})


def _submission(streams: Streams, checks: Sequence[Check]) -> None:
    write_frame(streams.verdicts, {"op": "opened"})
    while True:
        header, _ = read_frame(streams.answers)
        match header:
            case {"op": "close"}:
                return
            case {"op": "check", "check": str(name), "seed": str(seed)}:
                if not in_child(lambda: _check(streams, checks, name, seed)):
                    # No verdict in its stead: the worker takes the end of this container as "broken", and knows from it
                    # that the next check needs a new one.
                    raise OutOfStep("a check's process died")
            case _:
                raise OutOfStep(header["op"])


def _check(streams: Streams, checks: Sequence[Check], name: str, seed: str) -> None:
    log = BoundedLog()
    own = os.getpid()
    with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
        check = next((check for check in checks if check.id == name), None)
        verdict = judge(check, streams, seed) if check else broken(f"checks.py has no check {name}")
    # A process that the check forked comes by here too; the check's own alone speaks for it.
    if os.getpid() != own:
        os._exit(0)
    write_frame(streams.verdicts, {"op": "verdict", "check": name, **with_prints(verdict, log.text).fields()})


def with_prints(verdict: Verdict, printed: str) -> Verdict:
    """The verdict with what the check printed at the front of its staff log."""
    return dataclasses.replace(verdict, log=printed + (verdict.log or "") or None)
