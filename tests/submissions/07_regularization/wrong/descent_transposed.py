# loses: test_gradient_descent_solution
# because: the eigenvectors transposed

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q.T @ ((1 - (1 - eta * values) ** steps) * (Q @ w_star))
