# loses: test_linear_attack
# because: each entry brings an equal share of the score: on the boundary, but not the smallest

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score / (len(w) * np.where(w == 0, 1, w))
