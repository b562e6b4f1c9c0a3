# %%
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
calls = {"io_uring_setup": (425, 8, ctypes.create_string_buffer(120)), "userfaultfd": (323, 1), "perf_event_open": (298, ctypes.create_string_buffer(128), 0, -1, -1, 0),
         "bpf": (321, 0, ctypes.create_string_buffer(64), 64), "keyctl": (250, 0, -5, 1), "add_key": (248, b"user", b"a", b"b", 1, -5),
         "open_by_handle_at": (304, 3, ctypes.create_string_buffer(64), 0), "kexec_load": (246, 0, 0, None, 0), "init_module": (175, None, 0, b""),
         "fanotify_init": (300, 0, 0), "pivot_root": (155, b"/tmp", b"/tmp"), "personality": (135, 0x0400000), "modify_ldt": (154, 0, None, 0)}
for name, (number, *arguments) in calls.items():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if libc.syscall(number, *arguments) >= 0 else 1)
    print(name, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
# %% include numbers
