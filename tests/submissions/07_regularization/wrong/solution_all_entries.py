# loses: test_ridge_solution
# because: the penalty is added to every entry

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    return np.linalg.lstsq(H + 2 * penalty, H @ w_star, rcond=None)[0]
