# tries: to loop on through whatever exception is raised into it
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout|died; test_mean passed; status stopped
# contained by: wall time, then kill

# %% double
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


# %% mean
def mean(values):
    return float(sum(values) / len(values))
