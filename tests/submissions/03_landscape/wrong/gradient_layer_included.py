# loses: test_partial_gradient
# because: the layer itself is among those above

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    start = np.eye(len(W_star))
    above, below, product = start, start, start
    for W in Ws:
        product = W @ product
    for W in Ws[k - 1 :]:
        above = W @ above
    for W in Ws[: k - 1]:
        below = W @ below
    return above.T @ (product - W_star) @ below.T / len(Ws)
