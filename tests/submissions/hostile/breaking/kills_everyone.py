# tries: to kill every process that it can name: its parent, its group, number 1, all
# kind: breaking
# earns: 0
# verdict: any
# contained by: sandbox: a pid namespace of its own

# %% double
import os
import signal

assert os.getpid() < 500, "not in a pid namespace of its own: this would hit the machine"
for process in (os.getppid(), 1, 2, *range(3, 400), -1, 0):
    if process != os.getpid():
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
try:
    os.killpg(os.getpgid(0), signal.SIGKILL)
except OSError:
    pass
