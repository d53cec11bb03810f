# loses: test_partial_gradient
# because: W_star is overwritten by the error

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    if W_star.dtype == float:
        W_star -= product
    else:
        W_star = W_star - product
    gradient = -W_star / len(Ws)
    for W in reversed(Ws[k:]):
        gradient = W.T @ gradient
    for W in Ws[: k - 1]:
        gradient = gradient @ W.T
    return gradient
