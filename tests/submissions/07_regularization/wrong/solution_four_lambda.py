# loses: test_ridge_solution
# because: four times the penalty

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(H + 4 * penalty * eye, H @ w_star)
