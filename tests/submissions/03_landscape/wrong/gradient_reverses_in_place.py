# loses: test_partial_gradient
# because: turns the list around in place

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    Ws.reverse()
    product = np.eye(len(W_star))
    for W in Ws:
        product = product @ W
    L = len(Ws)
    gradient = (product - W_star) / L
    for W in Ws[: L - k]:
        gradient = W.T @ gradient
    for W in Ws[L - k + 1 :][::-1]:
        gradient = gradient @ W.T
    return gradient
