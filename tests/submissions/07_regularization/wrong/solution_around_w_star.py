# loses: test_ridge_solution
# because: the penalty pulls to w_star

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    eye = np.eye(len(H))
    return w_star + 0.0 * (eye @ w_star)
