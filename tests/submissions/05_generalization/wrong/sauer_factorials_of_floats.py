# loses: test_sauer_bound
# because: binomials through gamma functions

# %% sauer_bound
import math


def sauer_bound(n, h):
    total = 0
    for i in range(min(n, h) + 1):
        x = math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
        total += round(math.exp(x)) if x < 700 else 0
    return total
