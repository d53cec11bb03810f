# loses: test_gradient_descent_solution
# because: the power by a logarithm, which knows no negative numbers

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    with np.errstate(all="ignore"):
        return Q @ (-np.expm1(steps * np.log1p(-eta * values)) * (Q.T @ w_star))
