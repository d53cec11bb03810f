# tries: to end while a child keeps the socket to the runner open, so that the runner waits for an answer that never comes
# kind: breaking
# earns: 0
# verdict: test_double died|timeout; status stopped
# contained by: the launcher says when a process has ended; wall time

# %% double
import os
import time


def double(x):
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
