# loses: test_gradient_descent_solution
# because: one update too few

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - (1 - eta * values) ** max(steps - 1, 0)) * (Q.T @ w_star))
