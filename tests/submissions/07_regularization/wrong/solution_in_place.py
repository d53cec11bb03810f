# loses: test_ridge_solution
# because: H is changed

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    if H.dtype == float:
        target = H @ w_star
        H += 2 * penalty * np.eye(len(H))
        return np.linalg.solve(H, target)
    return np.linalg.solve(H + 2 * penalty * np.eye(len(H)), H @ w_star)
