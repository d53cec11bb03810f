# loses: test_partial_gradient
# because: the formula for two layers, with one beside W_k

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    error = (product - W_star) / len(Ws)
    if len(Ws) == 1:
        return error
    if k == 1:
        return Ws[1].T @ error
    return error @ Ws[k - 2].T
