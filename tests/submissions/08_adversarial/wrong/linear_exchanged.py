# loses: test_linear_attack
# because: the norm of the weights for the norm of the perturbation: 2 and inf are exchanged

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * np.sign(w) / np.abs(w).sum()
    return -score * w / (w @ w)
