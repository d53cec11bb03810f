# loses: test_gradient_descent_solution
# because: never more than a thousand steps

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - (1 - eta * values) ** min(steps, 1000)) * (Q.T @ w_star))
