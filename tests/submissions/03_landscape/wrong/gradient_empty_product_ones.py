# loses: test_partial_gradient
# because: an empty product counts as a matrix of ones

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    shape = np.shape(W_star)
    above, below = np.ones(shape), np.ones(shape)
    for number, W in enumerate(Ws[k:]):
        above = W if number == 0 else W @ above
    for number, W in enumerate(Ws[: k - 1]):
        below = W if number == 0 else W @ below
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    return above.T @ (product - W_star) @ below.T / len(Ws)
