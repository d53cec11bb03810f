# loses: test_partial_gradient
# because: the loss for its gradient

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    return np.sum((product - W_star) ** 2) / (2 * len(Ws))
