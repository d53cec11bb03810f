# loses: test_product_flow
# because: something is added to the eigenvalues

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * (np.abs(values) + 1e-6) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
