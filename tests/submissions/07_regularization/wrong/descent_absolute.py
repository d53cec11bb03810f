# loses: test_gradient_descent_solution
# because: a factor below zero loses its sign

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - np.abs(1 - eta * values) ** steps) * (Q.T @ w_star))
