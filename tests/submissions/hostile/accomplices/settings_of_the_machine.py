# tries: to change a setting that both see: host name, process numbers, limits, message queues, all of /proc/sys
# kind: accomplices
# earns: 0
# verdict: any
# contained by: sandbox: a /proc without settings; namespaces of its own

# %% double
import ctypes
import glob
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
if libc.sethostname(b"word", 4) == 0 or libc.setdomainname(b"word", 4) == 0:
    print("LEAK: a host name")
if socket.gethostname() == "word":
    print("LEAK: the other's host name")
for path in glob.glob("/proc/sys/*/*")[:500] + [
    "/proc/sys/kernel/ns_last_pid",
    "/proc/self/attr/current",
    "/proc/self/timerslack_ns",
]:
    try:
        with open(path, "r+") as file:
            before = file.read()
            file.write(before)
        if path.startswith("/proc/sys"):
            print("LEAK: a setting", path)
    except OSError:
        pass
if os.path.isdir("/sys/fs/cgroup") and os.listdir("/sys/fs/cgroup"):
    print("LEAK: control groups")
