# tries: to answer with values that are large where they arrive: arrays, digits, a million lists, many frames
# kind: breaking
# sheet: parts
# earns: 0
# verdict: test_integrate refused; test_ordered refused|died|timeout
# contained by: caps: bytes and parts of a message, digits of a number, time of a call

# %% integrate
import numpy as np


def integrate(f, a, b):
    return np.zeros(40_000_000)


# %% ordered
def ordered(values):
    if len(values) == 3:
        return [np.zeros(1) for _ in range(200_000)]
    return [[]] * 2_000_000


# %% counter
def counter():
    return lambda: 10 ** (10**6)
