# loses: test_product_flow
# because: W_star is overwritten by the difference

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    U, s, Vt = np.linalg.svd(W)
    if W_star.dtype == float:
        W_star -= W
    else:
        W_star = W_star - W
    inner = U.T @ W_star @ Vt.T
    factor = sum(np.outer(s ** (2 * (L - k) / L), s ** (2 * (k - 1) / L)) for k in range(1, L + 1))
    return U @ (factor / L * inner) @ Vt
