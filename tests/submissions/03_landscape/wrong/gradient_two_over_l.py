# loses: test_partial_gradient
# because: the factor 2 of the square is kept beside 1/L

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
    return 2 * above.T @ (product - W_star) @ below.T / len(Ws)
