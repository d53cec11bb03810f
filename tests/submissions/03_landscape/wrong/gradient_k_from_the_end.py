# loses: test_partial_gradient
# because: counts the layers from the output

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    k = len(Ws) - k + 1
    start = np.eye(len(W_star))
    above, below = start, start
    for W in Ws[k:]:
        above = W @ above
    for W in Ws[: k - 1]:
        below = W @ below
    product = above @ Ws[k - 1] @ below
    return above.T @ (product - W_star) @ below.T / len(Ws)
