# loses: test_gradient_descent_solution
# because: a geometric series with an inverse of H

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    A = np.linalg.matrix_power(np.eye(len(H)) - eta * H, steps)
    return (np.eye(len(H)) - A) @ np.linalg.inv(H) @ (H @ w_star)
