"""Makes every system call that a sandbox may not make, with arguments that harm nobody, and prints how each ended.

Numbers of x86-64, and of the generic table that arm64 and every later call use. A call that comes back is `done`; an
error is named. Each is made in a child of its own, for some of them would end or change the process.
"""

import ctypes
import errno
import json
import mmap
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
NONE = -1  # a file descriptor, a process or an address that does not exist

CALLS = {
    # name: (x86-64, generic or None where it has none, arguments)
    "ptrace": (101, 117, (0, 0, 0, 0)),
    "process_vm_readv": (310, 270, (NONE, 0, 0, 0, 0, 0)),
    "process_vm_writev": (311, 271, (NONE, 0, 0, 0, 0, 0)),
    "process_madvise": (440, 440, (NONE, 0, 0, 0, 0)),
    "pidfd_getfd": (438, 438, (NONE, 0, 0)),
    "kcmp": (312, 272, (NONE, NONE, 0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "io_uring_enter": (426, 426, (NONE, 0, 0, 0, 0, 0)),
    "io_uring_register": (427, 427, (NONE, 0, 0, 0)),
    "io_setup": (206, 0, (0, 0)),
    "io_submit": (209, 2, (0, 0, 0)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "request_key": (249, 218, (0, 0, 0, 0)),
    "keyctl": (250, 219, (0, NONE, 0, 0, 0)),
    "userfaultfd": (323, 282, (NONE,)),
    "perf_event_open": (298, 241, (0, 0, NONE, NONE, 0)),
    "bpf": (321, 280, (0, 0, 0)),
    "kexec_load": (246, 104, (0, 1 << 20, 0, 0)),
    "kexec_file_load": (320, 294, (NONE, NONE, 0, 0, NONE)),
    "init_module": (175, 105, (0, 0, 0)),
    "finit_module": (313, 273, (NONE, 0, 0)),
    "delete_module": (176, 106, (0, 0)),
    "name_to_handle_at": (303, 264, (NONE, 0, 0, 0, 0)),
    "open_by_handle_at": (304, 265, (NONE, 0, 0)),
    "fanotify_init": (300, 262, (NONE, 0)),
    "fanotify_mark": (301, 263, (NONE, 0, 0, NONE, 0)),
    "mount": (165, 40, (1, 0, 0, 0, 0)),
    "umount2": (166, 39, (0, 0)),
    "pivot_root": (155, 41, (0, 0)),
    "chroot": (161, 51, (0,)),
    "setns": (308, 268, (NONE, 0)),
    "unshare": (272, 97, (0,)),
    "open_tree": (428, 428, (NONE, 0, 0)),
    "move_mount": (429, 429, (NONE, 0, NONE, 0, 0)),
    "fsopen": (430, 430, (0, 0)),
    "fsconfig": (431, 431, (NONE, 0, 0, 0, 0)),
    "fsmount": (432, 432, (NONE, 0, 0)),
    "fspick": (433, 433, (NONE, 0, 0)),
    "mount_setattr": (442, 442, (NONE, 0, 0, 0, 0)),
    "swapon": (167, 224, (0, 0)),
    "swapoff": (168, 225, (0,)),
    "quotactl": (179, 60, (NONE, 0, 0, 0)),
    "acct": (163, 89, (1,)),
    "reboot": (169, 142, (0, 0, 0, 0)),
    "syslog": (103, 116, (10, 0, 0)),
    "sethostname": (170, 161, (0, NONE)),
    "setdomainname": (171, 162, (0, NONE)),
    "settimeofday": (164, 170, (1, 0)),
    "clock_settime": (227, 112, (0, 0)),
    "clock_adjtime": (305, 266, (0, 0)),
    "adjtimex": (159, 171, (0,)),
    "splice": (275, 76, (NONE, 0, NONE, 0, 1, 0)),
    "tee": (276, 77, (NONE, NONE, 1, 0)),
    "vmsplice": (278, 75, (NONE, 0, 1, 0)),
    "memfd_secret": (447, 447, (NONE,)),
    "remap_file_pages": (216, 234, (0, 0, 0, 0, 0)),
    "set_mempolicy": (238, 237, (NONE, 0, 0)),
    "mbind": (237, 235, (1, 0, 0, 0, 0, 0)),
    "move_pages": (279, 239, (0, 0, 0, 0, 0, NONE)),
    "modify_ldt": (154, None, (NONE, 0, 0)),
    "iopl": (172, None, (NONE,)),
    "ioperm": (173, None, (NONE, NONE, 0)),
    "clone3": (435, 435, (0, 0)),
}
SOCKET, SOCKETPAIR, PERSONALITY, CLONE = (41, 53, 135, 56) if X86 else (198, 199, 92, 220)
STREAM, DATAGRAM, RAW = 1, 2, 3

FAMILIES = {
    "ax25": 3,
    "packet": 17,
    "rds": 21,
    "can": 29,
    "tipc": 30,
    "bluetooth": 31,
    "alg": 38,
    "nfc": 39,
    "vsock": 40,
    "xdp": 44,
}
NAMESPACES = {
    "mnt": 1 << 17,
    "cgroup": 1 << 25,
    "uts": 1 << 26,
    "ipc": 1 << 27,
    "user": 1 << 28,
    "pid": 1 << 29,
    "net": 1 << 30,
}


def table():
    for name, (x86, generic, arguments) in CALLS.items():
        number = x86 if X86 else generic
        if number is not None:
            yield name, number, arguments
    for name, family in FAMILIES.items():
        yield f"socket {name}", SOCKET, (family, RAW, 0)
    # The kernel looks at the lower half of the register alone.
    yield "socket vsock in disguise", SOCKET, (1 << 32 | 40, STREAM, 0)
    yield "socket netlink audit", SOCKET, (16, RAW, 9)
    yield "socket netlink netfilter", SOCKET, (16, RAW, 12)
    yield "socketpair tipc", SOCKETPAIR, (30, STREAM, 0, 0)
    yield "personality without randomised addresses", PERSONALITY, (0x0040000,)
    yield "personality that may execute what it reads", PERSONALITY, (0x0400000,)
    for name, flag in NAMESPACES.items():
        yield f"clone into a new {name} namespace", CLONE, (flag | signal.SIGCHLD, 0, 0, 0, 0)


def call(number, arguments):
    return libc.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))


def i386_getpid(_number, _arguments):
    """`mov eax, 20; int 0x80; ret`: the other door into the kernel, with numbers of its own."""
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("b814000000cd80c3"))
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def outcome(number, arguments, make=call):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctypes.set_errno(0)
        result = make(number, arguments)
        # A clone that succeeds comes back twice.
        os.write(writing, f"{errno.errorcode.get(ctypes.get_errno(), '?') if result == -1 else 'done'} ".encode())
        os._exit(0)
    os.close(writing)
    said = b""
    while piece := os.read(reading, 1000):
        said += piece
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return said.decode().split()[0] if said else f"signal {os.WTERMSIG(status)}"


denied = {name: outcome(number, arguments) for name, number, arguments in table()}
foreign = {"x32": outcome(0x40000000 | 39, ()), "i386": outcome(0, (), i386_getpid)} if X86 else {}
print(json.dumps({"denied": denied, "foreign": foreign}))
