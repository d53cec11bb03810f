# tries: to stop its own process, which then neither ends nor answers
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout|died; test_mean passed; status stopped
# contained by: wall time, then kill

# %% double
def double(x):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
