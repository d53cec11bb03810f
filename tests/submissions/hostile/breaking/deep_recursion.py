# tries: to exhaust the stack, in Python and in C
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double raised|died; test_mean passed
# contained by: an item of its own; a process of its own

# %% double
def double(x):
    return double(x + 1) + 1


# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
import sys

sys.setrecursionlimit(10**9)


def down():
    return sorted([1], key=lambda _: down())


down()
