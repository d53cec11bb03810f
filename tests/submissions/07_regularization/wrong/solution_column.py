# loses: test_ridge_solution
# because: a matrix with one column

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    return np.linalg.solve(H + 2 * penalty * np.eye(len(H)), (H @ w_star)[:, None])
