# loses: test_linear_attack
# because: divides by the norm inf of w in place of its norm 1

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(w) / np.abs(w).max()
