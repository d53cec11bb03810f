# loses: test_partial_gradient
# because: the layers beside W_k are not transposed

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
    return above @ (product - W_star) @ below / len(Ws)
