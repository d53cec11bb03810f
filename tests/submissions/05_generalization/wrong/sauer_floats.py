# loses: test_sauer_bound
# because: sums of floats

# %% sauer_bound
import math


def sauer_bound(n, h):
    return int(sum(float(math.comb(n, i)) if n < 1000 else 0.0 for i in range(min(n, h) + 1)))
