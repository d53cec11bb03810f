# loses: test_minimum_norm_fit
# because: gradient descent from zero, stopped too early

# %% minimum_norm_fit
import numpy as np


def minimum_norm_fit(Phi, y):
    w = np.zeros(Phi.shape[1])
    step = 1 / max(np.linalg.norm(Phi, 2) ** 2, 1e-300)
    for _ in range(2000):
        w = w - step * Phi.T @ (Phi @ w - y)
    return w
