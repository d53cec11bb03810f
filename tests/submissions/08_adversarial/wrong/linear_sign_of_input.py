# loses: test_linear_attack
# because: the signs of the input in place of those of the weights

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(x) / np.abs(w).sum()
