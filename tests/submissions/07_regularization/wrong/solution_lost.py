# loses: test_ridge_solution
# because: what the penalty takes away

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return 2 * penalty * np.linalg.solve(H + 2 * penalty * eye, w_star)
