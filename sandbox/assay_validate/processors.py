"""The container's processors: what was used of them, and others who want them."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# A check then gets a third of what the container may have.
_OTHERS = 2
_GROUP = Path("/sys/fs/cgroup")


def used_seconds() -> float:
    """Processor time of all that ran in this container so far; where it is not told, the clock's time."""
    with suppress(OSError):
        # Nanoseconds, of control groups of version 1.
        return int((_GROUP / "cpuacct/cpuacct.usage").read_text()) / 1e9
    with suppress(OSError):
        found = re.search(r"^usage_usec (\d+)$", (_GROUP / "cpu.stat").read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 1e6
    return time.monotonic()


@contextmanager
def busy_processors() -> Iterator[None]:
    """While in here, processes that never rest share the container's processors."""
    others = [subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"]) for _ in range(_OTHERS)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()
