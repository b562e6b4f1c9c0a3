"""Run as a cell in a probe container: makes processes until there are too many and prints how many there were."""

import os
import signal


def forks(most=1000):
    """All are gone afterwards."""
    children = []
    try:
        while len(children) < most:
            pid = os.fork()
            if pid == 0:
                signal.pause()
                os._exit(0)
            children.append(pid)
    except OSError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    return len(children)


print(forks())
