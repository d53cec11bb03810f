# loses: test_ridge_solution
# because: a prediction in place of the weights

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return H @ np.linalg.solve(H + 2 * penalty * eye, H @ w_star)
