# loses: test_gradient_descent_solution
# because: only the diagonal of H

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    return (1 - (1 - eta * np.diag(H)) ** steps) * w_star
