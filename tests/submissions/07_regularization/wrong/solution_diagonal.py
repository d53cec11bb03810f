# loses: test_ridge_solution
# because: only the diagonal of H

# %% ridge_solution
import numpy as np


def ridge_solution(H, w_star, penalty):
    return np.diag(H) / (np.diag(H) + 2 * penalty) * w_star
