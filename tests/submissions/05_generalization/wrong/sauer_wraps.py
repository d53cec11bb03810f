# loses: test_sauer_bound
# because: NumPy integers that wrap around

# %% sauer_bound
import numpy as np


def sauer_bound(n, h):
    row = np.zeros(min(n, h) + 1, dtype=np.int64)
    row[0] = 1
    for _ in range(n):
        row[1:] += row[:-1].copy()
    return int(row.sum())
