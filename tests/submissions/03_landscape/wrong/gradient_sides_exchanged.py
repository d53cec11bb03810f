# loses: test_partial_gradient
# because: the layers above stand on the right, those below on the left

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    start = np.eye(len(W_star))
    above, below = start, start
    for W in Ws[k:]:
        above = W @ above
    for W in Ws[: k - 1]:
        below = W @ below
    product = above @ Ws[k - 1] @ below
    return below.T @ (product - W_star) @ above.T / len(Ws)
