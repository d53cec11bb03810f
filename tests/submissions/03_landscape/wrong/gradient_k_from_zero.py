# loses: test_partial_gradient
# because: k counts from 0

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    start = np.eye(len(W_star))
    above, below = start, start
    for W in Ws[k + 1 :]:
        above = W @ above
    for W in Ws[:k]:
        below = W @ below
    product = above @ Ws[k] @ below
    return above.T @ (product - W_star) @ below.T / len(Ws)
