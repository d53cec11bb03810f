# loses: test_gradient_descent_solution
# because: only the first order in the eigenvalue

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ (np.minimum(1, eta * values * steps) * (Q.T @ w_star))
