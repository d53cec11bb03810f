# loses: test_gradient_descent_solution
# because: many steps in single precision

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    values, Q = np.linalg.eigh(H)
    return Q @ ((1 - (1 - (eta * values).astype(np.float32 if steps > 1000 else float)) ** steps) * (Q.T @ w_star))
