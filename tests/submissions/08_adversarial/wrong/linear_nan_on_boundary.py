# loses: test_linear_attack
# because: the sign of the score as a quotient: 0 / 0 where the score is zero

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    side = np.float64(score) / abs(score)
    if norm == 2:
        return -side * abs(score) * w / (w @ w)
    return -side * abs(score) * np.sign(w) / np.abs(w).sum()
