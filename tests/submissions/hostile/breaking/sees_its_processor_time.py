# tries: to catch the end of its processor time and to go on
# kind: breaking
# earns: 0
# verdict: test_double timeout|died; status stopped
# contained by: hard limit of processor time, wall time, kill

# %% double
import signal


def double(x):
    signal.signal(signal.SIGXCPU, lambda *args: None)
    signal.signal(signal.SIGPROF, lambda *args: None)
    signal.signal(signal.SIGVTALRM, lambda *args: None)
    while True:
        pass
