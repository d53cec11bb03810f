# loses: test_ridge_solution
# because: H forgotten on the right side

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(H + 2 * penalty * eye, w_star)
