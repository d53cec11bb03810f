# tries: to close all descriptors, the socket to the runner among them, and to go on running
# kind: breaking
# earns: 0
# verdict: test_double died|timeout; status stopped
# contained by: a closed socket is an ended process, and is killed

# %% double
def double(x):
    import os
    import time

    os.closerange(0, 4096)
    time.sleep(600)
