# tries: to tell a word by the times and the modes of files that both see
# kind: accomplices
# earns: 0
# verdict: any
# contained by: sandbox: shared files are read-only and belong to another account; mounts without access times

# %% double
import os
import sys
import time

import numpy

PATHS = [numpy.__file__, os.__file__, sys.executable, "/usr/share", "/etc/localtime", "/dev/null", "/dev/urandom", "/"]
for path in PATHS:
    for change in (
        lambda path: os.utime(path, (12345, 12345)),
        lambda path: os.chmod(path, 0o700),
        lambda path: os.utime(path),
        lambda path: os.link(path, "/tmp/link"),
    ):
        try:
            change(path)
            print("LEAK: changed", path)
        except OSError:
            pass
before = [os.stat(path).st_atime_ns for path in PATHS[:3]]
for path in PATHS[:3]:
    with open(path, "rb") as file:
        file.read()
time.sleep(0.5)
if [os.stat(path).st_atime_ns for path in PATHS[:3]] != before:
    print("LEAK: reading a file that both see changes its access time")
