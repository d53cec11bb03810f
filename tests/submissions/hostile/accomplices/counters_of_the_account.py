# tries: to tell by using up what is counted for an account: processes, pending signals, watches, locked memory
# kind: accomplices
# earns: 0
# verdict: any
# contained by: limits counted for each namespace where the kernel does; seccomp

# %% double
import os
import signal
import time

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
held = 0
try:
    for _ in range(100_000):
        os.kill(os.getpid(), signal.SIGRTMIN)
        held += 1
        if held > 400:
            break
except OSError:
    pass
time.sleep(1)
children = []
try:
    for _ in range(200):
        child = os.fork()
        if child == 0:
            time.sleep(0.5)
            os._exit(0)
        children.append(child)
except OSError:
    pass
print("signals", held, "processes", len(children))
for child in children:
    os.waitpid(child, 0)
