# loses: test_linear_attack
# because: returns the size of the perturbation

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return abs(score) / np.linalg.norm(w)
    return abs(score) / np.abs(w).sum()
