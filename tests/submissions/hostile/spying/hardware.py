# tries: to learn what machine this is: /sys, cpuinfo, meminfo, the kernel's log, DMI, the host's name
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: no /sys, a /proc with its own processes only, a host name of its own

# %% double
import ctypes
import glob
import os
import socket

for pattern in (
    "/sys/*/*",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/version",
    "/proc/kmsg",
    "/proc/kallsyms",
    "/proc/diskstats",
    "/proc/sys/kernel/hostname",
    "/proc/interrupts",
    "/proc/modules",
):
    for path in glob.glob(pattern)[:20]:
        try:
            if os.path.isdir(path):
                found = os.listdir(path)
            else:
                with open(path, "rb") as file:
                    found = file.read(1)
            if found:
                print("LEAK:", path)
        except OSError:
            pass
buffer = ctypes.create_string_buffer(4096)
if ctypes.CDLL(None).klogctl(3, buffer, 4096) > 0:
    print("LEAK: the kernel's log")
if socket.gethostname() not in ("sandbox", "localhost"):
    print("LEAK:", socket.gethostname())
