# loses: test_product_flow
# because: the zeroth power is the projection onto the range

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        powers = np.zeros(len(values))
        large = values > 1e-12 * values.max()
        powers[large] = values[large] ** p
        return vectors * powers @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
