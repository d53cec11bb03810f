# tries: to write where others would read or run it: programs, libraries, settings, the sheet
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: everything but the scratch folders is read-only

# %% double
import os
import sys

import dltheory

for folder in (
    "/bin",
    "/usr/bin",
    "/usr/lib",
    "/etc",
    "/",
    "/var",
    "/lib",
    "/dev",
    "/proc/sys/kernel",
    sys.prefix,
    os.path.dirname(dltheory.__file__),
    os.path.dirname(os.__file__),
    "@COURSE@/source/small",
    "@COURSE@",
):
    path = os.path.join(folder, "note")
    try:
        with open(path, "w") as file:
            file.write("here")
        print("LEAK: wrote", path)
        os.unlink(path)
    except OSError:
        pass
for path in (
    "/dev/sda",
    "/dev/mem",
    "/dev/kmsg",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/fuse",
    "/dev/kvm",
    "/proc/sysrq-trigger",
):
    try:
        os.open(path, os.O_RDWR)
        print("LEAK: opened", path)
    except OSError:
        pass
try:
    os.mknod("device", 0o60600, os.makedev(8, 0))
    print("LEAK: made a device")
except OSError:
    pass
