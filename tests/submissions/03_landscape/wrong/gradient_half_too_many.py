# loses: test_partial_gradient
# because: 1/(2 L) of the loss is kept

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
    return above.T @ (product - W_star) @ below.T / (2 * len(Ws))
