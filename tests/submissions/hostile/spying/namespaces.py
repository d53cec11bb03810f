# tries: to get capabilities in new namespaces, and to enter those of others
# kind: spying
# earns: 0
# verdict: any
# contained by: seccomp: unshare, setns and clone with new namespaces

# %% double
import ctypes
import glob
import os

libc = ctypes.CDLL(None, use_errno=True)
for name, flag in {
    "user": 0x10000000,
    "mount": 0x20000,
    "net": 0x40000000,
    "pid": 0x20000000,
    "ipc": 0x8000000,
}.items():
    if libc.unshare(flag) == 0:
        print("LEAK: unshare", name)
    # clone and clone3 by number: the raw calls, on x86-64
    if os.uname().machine == "x86_64":
        child = libc.syscall(56, flag | 17, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child > 0:
            print("LEAK: clone", name)
        arguments = (ctypes.c_uint64 * 11)(flag, 0, 0, 0, 17)
        child = libc.syscall(435, ctypes.byref(arguments), 88)
        if child == 0:
            os._exit(0)
        if child > 0:
            print("LEAK: clone3", name)
for path in glob.glob("/proc/1/ns/*") + glob.glob("/proc/self/ns/*"):
    try:
        if libc.setns(os.open(path, os.O_RDONLY), 0) == 0:
            print("LEAK: setns", path)
    except OSError:
        pass
