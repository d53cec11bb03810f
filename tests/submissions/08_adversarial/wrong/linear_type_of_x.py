# loses: test_linear_attack
# because: the perturbation takes over the type of integers and is rounded

# %% linear_attack
import numpy as np


def linear_attack(w, b, x, norm):
    score = w @ x + b
    delta = np.zeros_like(x)
    delta[:] = -score * w / (w @ w) if norm == 2 else -score * np.sign(w) / np.abs(w).sum()
    return delta
