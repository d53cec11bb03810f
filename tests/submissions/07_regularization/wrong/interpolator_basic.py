# loses: test_interpolator
# because: a solution with as many zeros as possible

# %% interpolator
import numpy as np


def interpolator(X, y, w0):
    n = len(X)
    w = np.array(w0, dtype=float)
    w[:n] += np.linalg.solve(X[:, :n], y - X @ w0)
    return w
