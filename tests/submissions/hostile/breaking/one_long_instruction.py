# tries: to stay inside one instruction of C that no signal handler of Python's interrupts
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout|died; test_mean passed; status stopped
# contained by: wall time, then kill

# %% double
def double(x):
    return pow(7, 10**9, 10**400_000) % 2


# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
import re

re.match(r"(a|aa|a?a)+$", "a" * 64 + "b")
