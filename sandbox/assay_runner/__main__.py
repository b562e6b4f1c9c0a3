"""Composition: two processes. The first relays everything that leaves the container, the second runs the notebook."""

import os
import signal

from . import relay
from .lines import open_lines


def main() -> int:
    lines = open_lines()
    # Ignored in both processes until each has a handler of its own: an early interrupt must not kill the container.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker_pid = os.fork()
    if worker_pid:
        return relay.run(lines.relay_side(), worker_pid)
    # Imported here, so that the relay stays small.
    from .worker import serve

    return serve(lines.worker_side())


if __name__ == "__main__":
    # Not sys.exit: the notebook's atexit handlers and daemon threads are no reason to stay.
    os._exit(main())
