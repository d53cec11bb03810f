# tries: to hear when the other opens a file that both see: leases, directory notes, inotify, fanotify
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: none of them can be asked for

# %% double
import ctypes
import fcntl
import os

import numpy

libc = ctypes.CDLL(None, use_errno=True)
for path in (numpy.__file__, os.__file__, "/dev/null"):
    descriptor = os.open(path, os.O_RDONLY)
    for lease in (fcntl.F_RDLCK, fcntl.F_WRLCK):
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, lease)
            print("LEAK: a lease on", path)
        except OSError:
            pass
folder = os.open(os.path.dirname(numpy.__file__), os.O_RDONLY)
try:
    fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_MULTISHOT)
    print("LEAK: notes of a folder")
except OSError:
    pass
watch = libc.inotify_init()
if watch >= 0 and libc.inotify_add_watch(watch, os.path.dirname(numpy.__file__).encode(), 0xFFF) >= 0:
    print("LEAK: inotify")
if libc.fanotify_init(0, 0) >= 0:
    print("LEAK: fanotify")
