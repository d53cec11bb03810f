# loses: test_sauer_bound
# because: (e n / h)^h, the second bound of the lemma

# %% sauer_bound
import math


def sauer_bound(n, h):
    return round((math.e * n / h) ** h) if 0 < h <= n < 1000 else 2 ** min(n, h)
