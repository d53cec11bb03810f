# loses: test_product_flow
# because: eigenvalues below a fixed number count as zero, however small W is

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * np.where(values < 1e-10, 0.0, values) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
