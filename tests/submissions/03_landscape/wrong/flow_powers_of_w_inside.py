# loses: test_product_flow
# because: whole powers of W for one side

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * np.clip(values, 0, None) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + np.linalg.matrix_power(W, L - k) @ (W_star - W) @ np.linalg.matrix_power(W, k - 1)
    return velocity / L
