# loses: test_linear_attack
# because: returns the point on the boundary in place of the perturbation

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w) + x
    return -score * np.sign(w) / np.abs(w).sum() + x
