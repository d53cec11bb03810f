# loses: test_gradient_descent_solution
# because: a factor below zero is set to zero

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - np.maximum(1 - eta * values, 0) ** steps) * (Q.T @ w_star))
