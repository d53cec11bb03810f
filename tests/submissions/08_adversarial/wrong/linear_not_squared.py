# loses: test_linear_attack
# because: w over its norm is not the step: the square of the norm stands below the line

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / np.linalg.norm(w)
    return -score * np.sign(w) / np.abs(w).sum()
