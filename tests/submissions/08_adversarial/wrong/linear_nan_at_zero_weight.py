# loses: test_linear_attack
# because: the sign of a weight as a quotient: 0 / 0 where a weight is zero

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * (w / np.abs(w)) / np.abs(w).sum()
