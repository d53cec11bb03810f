# loses: test_gradient_descent_solution
# because: the start is w_star

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return w_star + 0 * Q @ ((1 - (1 - eta * values) ** steps) * (Q.T @ w_star))
