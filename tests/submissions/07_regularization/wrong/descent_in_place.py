# loses: test_gradient_descent_solution
# because: w_star is changed

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    if w_star.dtype == float:
        w_star -= np.linalg.matrix_power(np.eye(len(H)) - eta * H, steps) @ w_star
        return w_star
    return w_star - np.linalg.matrix_power(np.eye(len(H)) - eta * H, steps) @ w_star
