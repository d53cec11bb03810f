# tries: to mount what it wants to see: bind mounts, a fresh /proc, /sys, devices, overlays, by old and new calls
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: no capabilities; seccomp

# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("/tmp/seen", exist_ok=True)
for source, kind, flags in (
    (b"/", None, 4096), (b"proc", b"proc", 0), (b"sysfs", b"sysfs", 0), (b"none", b"tmpfs", 0), (b"none", b"devtmpfs", 0),
    (b"none", b"cgroup2", 0), (b"/dev/sda1", b"ext4", 0), (b"none", b"debugfs", 0), (b"/usr", None, 32 | 4096),
):  # fmt: skip
    if libc.mount(source, b"/tmp/seen", kind, flags, None) == 0:
        print("LEAK: mounted", source, kind)
for name in (b"proc", b"tmpfs", b"sysfs"):
    if libc.syscall(430, name, 0) >= 0:
        print("LEAK: fsopen", name)
if libc.syscall(428, -100, b"/", 1) >= 0:
    print("LEAK: open_tree")
if libc.umount2(b"/usr", 2) == 0 or libc.syscall(155, b"/tmp", b"/tmp") == 0:
    print("LEAK: unmounted or pivoted")
