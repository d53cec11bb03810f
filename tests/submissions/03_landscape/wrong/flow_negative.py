# loses: test_product_flow
# because: W - W_star

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * np.clip(values, 0, None) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W - W_star) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
