# loses: test_product_flow
# because: by exponential and logarithm, which fail for singular matrices

# %% product_flow
import numpy as np
from scipy import linalg


def product_flow(W, W_star, L):
    def power(S, p):
        return linalg.expm(p * linalg.logm(S))

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L
