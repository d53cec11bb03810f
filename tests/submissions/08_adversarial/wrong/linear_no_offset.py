# loses: test_linear_attack
# because: the offset is forgotten

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(w) / np.abs(w).sum()
