# loses: test_gradient_descent_solution
# because: the start is not zero

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return w_star + Q @ ((1 - eta * values) ** steps * (Q.T @ (1 - w_star)))
