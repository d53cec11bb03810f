# loses: test_linear_attack
# because: crosses the boundary, by a thousandth

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -1.001 * score * w / (w @ w)
    return -1.001 * score * np.sign(w) / np.abs(w).sum()
