# loses: test_product_flow
# because: by an inverse, which a singular matrix does not have

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * np.abs(values) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, -k / L) @ W @ W.T @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
