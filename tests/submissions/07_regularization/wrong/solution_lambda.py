# loses: test_ridge_solution
# because: the penalty in place of twice the penalty

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(H + penalty * eye, H @ w_star)
