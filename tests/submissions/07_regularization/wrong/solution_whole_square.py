# loses: test_ridge_solution
# because: the gradient of the quadratic form without its half

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(2 * H + 2 * penalty * eye, 2 * H @ w_star)
