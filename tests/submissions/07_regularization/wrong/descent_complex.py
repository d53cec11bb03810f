# loses: test_gradient_descent_solution
# because: a result of complex numbers

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eig(H.astype(complex))
    return Q @ ((1 - (1 - eta * values) ** steps) * np.linalg.solve(Q, w_star))
