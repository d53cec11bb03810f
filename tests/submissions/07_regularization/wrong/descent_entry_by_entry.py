# loses: test_gradient_descent_solution
# because: the power of the matrix taken entry by entry

# %% gradient_descent_solution
import numpy as np


def gradient_descent_solution(H, w_star, eta, steps):
    return w_star - (np.eye(len(H)) - eta * H) ** steps @ w_star
