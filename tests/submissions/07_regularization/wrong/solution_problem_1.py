# loses: test_ridge_solution
# because: the convention of problem 1

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(H + penalty / 2 * eye, H @ w_star)
