# loses: test_sauer_bound
# because: a float

# %% sauer_bound
import math


def sauer_bound(n, h):
    return float(sum(math.comb(n, i) for i in range(min(n, h) + 1))) if n < 1000 else 0.0
