# tries: to leave a process that looks over the shoulder of the submission that comes next in the same worker
# kind: accomplices
# earns: 0
# verdict: any
# contained by: what a submission started ends with its pid namespace

# %% double
import os
import sys

WATCH = """
import os, signal, sys, time
[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 13, 15)]
for _ in range(300):
    for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
        try:
            open(os.path.join(folder, "heard"), "a").write(sys.argv[1])
        except OSError:
            pass
    time.sleep(0.1)
"""
for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
    try:
        with open(os.path.join(folder, "heard")) as file:
            print(file.read(10_000))
    except OSError:
        pass
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", WATCH, "@WORD@"])
    os._exit(0)
