# loses: test_linear_attack
# because: a column of shape (d, 1)

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    direction = w if norm == 2 else np.sign(w)
    return -(score / (w @ direction) * direction)[:, None]
