# loses: test_product_flow
# because: W^T W on the left and W W^T on the right

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * np.clip(values, 0, None) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W.T @ W, (L - k) / L) @ (W_star - W) @ power(W @ W.T, (k - 1) / L)
    return velocity / L
