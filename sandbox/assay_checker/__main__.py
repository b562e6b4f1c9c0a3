"""`python -I -u -m assay_checker /assignment`: import the checks once, then serve submissions (docs/protocol.md)."""

import os
import sys
from pathlib import Path

from .streams import take_over


def main(folder: Path) -> int:
    """0 where the worker closed the stream, 1 where the checks cannot be imported, 70 where a check's process died."""
    streams = take_over()
    # One thread each: many containers share the machine, and a fork of a process with a thread pool hangs.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    sys.dont_write_bytecode = True
    # Imported here, after the variables that numpy reads when it is imported.
    from assay_wire import EndOfStream

    from .prepare import prepare
    from .session import OutOfStep, serve

    checks = prepare(streams, folder)
    if checks is None:
        return 1
    try:
        serve(streams, checks)
    except OutOfStep:
        return 70
    except EndOfStream:
        pass
    return 0


if __name__ == "__main__":
    # Not sys.exit: what checks.py registered to run at the end belongs to no submission.
    os._exit(main(Path(sys.argv[1])))
