# loses: test_linear_attack
# because: takes the score as positive

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = abs(w @ x + b)
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(w) / np.abs(w).sum()
