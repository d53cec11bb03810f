# loses: test_ridge_solution
# because: an inverse of H

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return np.linalg.solve(eye + 2 * penalty * np.linalg.inv(H), w_star)
