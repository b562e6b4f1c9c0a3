"""Run as a cell in a probe container: tries what a sandbox must not allow and prints, as JSON, what came of it.

It only reports; what it should have seen is for the host to say (src/doctor/promises.ts).
"""

import ctypes
import errno
import json
import os
import socket

STEP = 1 << 20
# More than any limit of the probe's: where there is none, the memory must not end before the probe does.
MOST_BYTES = 40 << 20
MOST_FILES = 4_000


def read(*paths):
    for path in paths:
        try:
            with open(path) as file:
                return file.read().strip()
        except OSError:
            pass
    return ""


def error_of(act):
    """The name of the error that an act ends with, or `done`."""
    try:
        act()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno)) if error.errno else type(error).__name__
    return "done"


def apart(act):
    """The same in a process of its own, which it may change or end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, error_of(act).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with open(reading) as file:
        return file.read() or "done"


def system_call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(each) for each in arguments)) == -1:
        raise OSError(ctypes.get_errno(), "")


def connect(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        client.connect((address, port))


def room_of(folder):
    """Bytes that fit into a folder, to the nearest MiB, by filling it."""
    filled, names = 0, []
    try:
        while filled < MOST_BYTES:
            names.append(f"{folder}/fill{len(names)}")
            with open(names[-1], "wb") as file:
                os.posix_fallocate(file.fileno(), 0, STEP)
            filled += STEP
    except OSError:
        pass
    for name in names:
        os.path.exists(name) and os.unlink(name)
    return filled


def files_of(folder, most=MOST_FILES):
    """Files that a folder holds, by making them."""
    count = 0
    try:
        os.mkdir(f"{folder}/many")
        while count < most:
            os.close(os.open(f"{folder}/many/{count}", os.O_CREAT | os.O_WRONLY))
            count += 1
    except OSError:
        pass
    for number in range(count):
        os.unlink(f"{folder}/many/{number}")
    if count:
        os.rmdir(f"{folder}/many")
    return count


def open_files(most=100_000):
    opened = []
    try:
        while len(opened) < most:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for descriptor in opened:
        os.close(descriptor)
    return len(opened)


def longest_file(folder):
    """Bytes of the longest file that may be, by the limit of its size, to the MiB below."""
    low, high = 0, 1 << 40
    if error_of(lambda: open(f"{folder}/long", "wb").close()) != "done":
        return 0
    with open(f"{folder}/long", "wb") as file:
        while high - low > STEP:
            middle = (low + high) // 2
            try:
                os.ftruncate(file.fileno(), middle)
                low = middle
            except OSError:
                high = middle
    os.unlink(f"{folder}/long")
    return low


status = dict(line.split(":", 1) for line in read("/proc/self/status").splitlines())
x86 = os.uname().machine == "x86_64"
engine_sockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"]
print(
    json.dumps(
        {
            "uid": os.getuid(),
            "capabilities": status["CapEff"].strip(),
            "boundingSet": status["CapBnd"].strip(),
            "noNewPrivs": status.get("NoNewPrivs", "").strip(),
            "seccomp": status.get("Seccomp", "").strip(),
            "writes": {
                folder: error_of(lambda folder=folder: open(f"{folder}/probe", "w"))
                for folder in ("/", "/usr/bin", "/etc", "/opt/venv", "/proc/sys/kernel", "/sys/fs/cgroup")
            },
            "interfaces": sorted(name for _, name in socket.if_nameindex()),
            "metadata": error_of(lambda: connect("169.254.169.254", 80)),
            "resolver": error_of(lambda: connect("127.0.0.11", 53)),
            "engineSockets": [path for path in engine_sockets if os.path.exists(path)],
            "calls": {
                "vsock": apart(lambda: socket.socket(40, socket.SOCK_STREAM)),
                "alg": apart(lambda: socket.socket(38, socket.SOCK_SEQPACKET)),
                "packet": apart(lambda: socket.socket(17, socket.SOCK_RAW)),
                "io_uring": apart(lambda: system_call(425, 1, 0)),
                "user namespace": apart(lambda: system_call(272 if x86 else 97, 1 << 28)),
                "ptrace": apart(lambda: system_call(101 if x86 else 117, 0, 0, 0, 0)),
                "mount": apart(lambda: system_call(165 if x86 else 40, 0, 0, 0, 0, 0)),
                "keyring": apart(lambda: system_call(250 if x86 else 219, 0, -3, 0, 0, 0)),
            },
            "memoryBytes": read("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
            "pids": read("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"),
            "room": {folder: room_of(folder) for folder in ("/tmp", "/home/student", "/content", "/dev/shm")},
            "files": {folder: files_of(folder) for folder in ("/tmp", "/home/student", "/content")},
            "longestFile": longest_file("/content"),
            "openFiles": open_files(),
        }
    )
)
