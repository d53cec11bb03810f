# loses: test_gradient_descent_solution
# because: whole numbers stay whole

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    w = np.zeros_like(w_star)
    w[:] = Q @ ((1 - (1 - eta * values) ** steps) * (Q.T @ w_star))
    return w
