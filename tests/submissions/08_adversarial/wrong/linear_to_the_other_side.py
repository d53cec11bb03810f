# loses: test_linear_attack
# because: to the negative of the score, and not to zero

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -2 * score * w / (w @ w)
    return -2 * score * np.sign(w) / np.abs(w).sum()
