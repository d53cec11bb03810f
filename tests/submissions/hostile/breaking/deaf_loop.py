# tries: to loop for ever and to ignore every signal that can be ignored, those of the processor's time too
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout|died; test_mean passed; status stopped
# contained by: wall time, then kill

# %% double
def double(x):
    import signal

    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


# %% mean
def mean(values):
    return float(sum(values) / len(values))
