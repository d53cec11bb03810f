# loses: test_product_flow
# because: the velocity is stored with the type of W

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    U, s, Vt = np.linalg.svd(W)
    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity += (U * s ** (2 * (L - k) / L) @ U.T) @ (W_star - W) @ (Vt.T * s ** (2 * (k - 1) / L) @ Vt)
    return (velocity / L).astype(W.dtype)
