# tries: to hold a lock on a library's file, and to see whether someone else holds one: flock, fcntl, open file descriptions
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: no lock is ever held
# without sandbox: finds

# %% double
import fcntl
import os
import struct
import time

import numpy

path = numpy.__file__
mine = os.open(path, os.O_RDONLY)
F_OFD_SETLK, F_OFD_GETLK = 37, 36
LOCK = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
heard = []
end = time.monotonic() + 2
while time.monotonic() < end:
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.07 + os.getpid() % 7 / 100)
        fcntl.flock(mine, fcntl.LOCK_UN)
    except OSError as error:
        heard += ["flock"] if error.errno == 11 else []
    for command in (fcntl.F_SETLK, F_OFD_SETLK):
        try:
            fcntl.fcntl(mine, command, LOCK)
        except OSError as error:
            heard += [command] if error.errno in (11, 13) else []
    for command in (fcntl.F_GETLK, F_OFD_GETLK):
        try:
            answer = fcntl.fcntl(mine, command, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            heard += [command] if struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK else []
        except OSError:
            pass
    time.sleep(0.02)
if heard:
    print("LEAK: someone else holds", set(heard))
