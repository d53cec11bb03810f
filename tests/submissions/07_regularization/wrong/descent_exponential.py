# loses: test_gradient_descent_solution
# because: gradient flow in place of gradient descent

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - np.exp(-eta * values * steps)) * (Q.T @ w_star))
