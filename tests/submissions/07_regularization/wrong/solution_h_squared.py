# loses: test_ridge_solution
# because: H squared, as if H were the data

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(H.T @ H + 2 * penalty * eye, H.T @ H @ w_star)
