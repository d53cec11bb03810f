# loses: test_partial_gradient
# because: divides the product by layers, which may be singular

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    below = np.eye(len(W_star))
    for W in Ws[: k - 1]:
        below = W @ below
    above = product @ np.linalg.inv(Ws[k - 1] @ below)
    return above.T @ (product - W_star) @ below.T / len(Ws)
