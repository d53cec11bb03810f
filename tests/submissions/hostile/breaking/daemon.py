# tries: to leave a process behind that has its own session, ignores signals and outlives its parents
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: sandbox: what the pid namespace's first process started ends with it

# %% double
import os
import sys

PROGRAM = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 13, 15)]; time.sleep(600)"
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, "@WORD@"])
    os._exit(0)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
