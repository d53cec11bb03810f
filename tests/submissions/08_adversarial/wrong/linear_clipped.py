# loses: test_linear_attack
# because: clips the attacked input to [0, 1]; here nothing is clipped

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -x + np.clip(x - score * w / (w @ w), 0, 1)
    return -x + np.clip(x - score * np.sign(w) / np.abs(w).sum(), 0, 1)
