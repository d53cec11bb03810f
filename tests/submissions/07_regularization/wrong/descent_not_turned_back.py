# loses: test_gradient_descent_solution
# because: in the coordinates of the eigenvectors

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return (1 - (1 - eta * values) ** steps) * (Q.T @ w_star)
