# tries: to signal the other: each counts the signals that it did not send
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a pid namespace of its own for each submission

# %% double
import os
import signal
import time

assert os.getpid() < 500, "not in a pid namespace of its own: this would hit the machine"
heard = []
signal.signal(signal.SIGUSR2, lambda *args: heard.append(1))
for process in range(2, 5000):
    if process not in (os.getpid(), os.getppid()):
        try:
            os.kill(process, signal.SIGUSR2)
            print("LEAK: reached", process)
        except OSError:
            pass
time.sleep(1)
if heard:
    print("LEAK: heard", len(heard))
