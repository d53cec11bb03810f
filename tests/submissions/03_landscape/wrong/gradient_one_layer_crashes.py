# loses: test_partial_gradient
# because: a product needs two factors

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.linalg.multi_dot(Ws[::-1])
    start = np.eye(len(W_star))
    left = np.linalg.multi_dot([start, *(W.T for W in Ws[k:]), start])
    right = np.linalg.multi_dot([start, *(W.T for W in Ws[: k - 1]), start])
    return left @ (product - W_star) @ right / len(Ws)
