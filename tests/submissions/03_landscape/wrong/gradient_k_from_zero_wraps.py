# loses: test_partial_gradient
# because: k counts from 0, and the last layer is taken for k = L

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    k = k % len(Ws)
    start = np.eye(len(W_star))
    above, below = start, start
    for W in Ws[k + 1 :]:
        above = W @ above
    for W in Ws[:k]:
        below = W @ below
    product = above @ Ws[k] @ below
    return above.T @ (product - W_star) @ below.T / len(Ws)
