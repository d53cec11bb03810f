# loses: test_product_flow
# because: singular values below a fixed number count as zero, however small W is

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    U, s, Vt = np.linalg.svd(W)
    s = np.where(s > 1e-10, s, 0.0)
    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        left = U * s ** (2 * (L - k) / L) @ U.T
        right = Vt.T * s ** (2 * (k - 1) / L) @ Vt
        velocity += left @ (W_star - W) @ right
    return velocity / L
