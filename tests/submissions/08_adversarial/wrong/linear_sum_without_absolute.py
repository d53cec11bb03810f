# loses: test_linear_attack
# because: the sum of w for that of |w|

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * np.sign(w) / w.sum()
