# loses: test_product_flow
# because: the formula for two layers

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    U, s, Vt = np.linalg.svd(W)
    if L == 1:
        return W_star - W
    left, right = U * s @ U.T, Vt.T * s @ Vt
    return (left @ (W_star - W) + (W_star - W) @ right) / 2
