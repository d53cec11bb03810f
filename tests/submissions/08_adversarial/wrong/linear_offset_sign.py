# loses: test_linear_attack
# because: the offset with the other sign

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x - b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(w) / np.abs(w).sum()
