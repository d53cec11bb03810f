# loses: test_partial_gradient
# because: the gradient is stored with the type of the layers

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    error = (product - W_star) / len(Ws)
    for W in reversed(Ws[k:]):
        error = W.T @ error
    for W in Ws[: k - 1]:
        error = error @ W.T
    gradient = np.empty_like(Ws[k - 1])
    gradient[:] = error
    return gradient
