# loses: test_partial_gradient
# because: right for up to three layers, then only the next neighbours

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    product = np.eye(len(W_star))
    for W in Ws:
        product = W @ product
    gradient = (product - W_star) / len(Ws)
    for W in Ws[k : k + 2][::-1]:
        gradient = W.T @ gradient
    for W in Ws[max(k - 3, 0) : k - 1]:
        gradient = gradient @ W.T
    return gradient
