# tries: to trace, to read and to stop other processes: ptrace, process_vm_readv, pidfd_getfd, perf, bpf, userfaultfd
# kind: spying
# earns: 0
# verdict: any
# contained by: seccomp

# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
calls = {
    "ptrace itself": (101, 0, 0, 0, 0), "ptrace 1": (101, 16, 1, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "perf_event_open": (298, 0, 0, -1, -1, 0), "bpf": (321, 0, 0, 0), "userfaultfd": (323, 1), "kcmp": (312, 1, 1, 0, 0, 0),
    "memfd_secret": (447, 0), "io_uring_setup": (425, 1, ctypes.byref(ctypes.create_string_buffer(120))),
    "finit_module": (313, 0, b"", 0), "kexec_load": (246, 0, 0, 0, 0), "iopl": (172, 3), "personality": (135, 0x40000),
}  # fmt: skip
if os.uname().machine == "x86_64":
    for name, arguments in calls.items():
        if libc.syscall(*arguments) >= 0:
            print("LEAK:", name)
    for process in (1, os.getppid()):
        descriptor = libc.syscall(434, process, 0)
        if descriptor >= 0 and any(libc.syscall(438, descriptor, number, 0) >= 0 for number in range(64)):
            print("LEAK: a descriptor of another process")
