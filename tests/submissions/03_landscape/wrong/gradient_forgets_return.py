# loses: test_partial_gradient
# because: the result is not returned

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    gradient = (product - W_star) / len(Ws)
    for W in reversed(Ws[k:]):
        gradient = W.T @ gradient
    for W in Ws[: k - 1]:
        gradient = gradient @ W.T
