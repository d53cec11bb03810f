# loses: test_product_flow
# because: V for V^T in the singular value decomposition

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    U, s, V = np.linalg.svd(W)
    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity += (U * s ** (2 * (L - k) / L) @ U.T) @ (W_star - W) @ (V * s ** (2 * (k - 1) / L) @ V.T)
    return velocity / L
