# loses: test_partial_gradient
# because: the right-hand side of the flow, not the gradient

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
    return above.T @ (W_star - product) @ below.T / len(Ws)
