# loses: test_gradient_descent_solution
# because: all iterates, not the last one

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return np.array([Q @ ((1 - (1 - eta * values) ** k) * (Q.T @ w_star)) for k in range(min(steps, 100) + 1)])
