# loses: test_product_flow
# because: fractional_matrix_power, which fails for singular matrices

# %% product_flow
import numpy as np
from scipy import linalg


def product_flow(W, W_star, L):
    def power(S, p):
        return linalg.fractional_matrix_power(S, p)

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
