# loses: test_product_flow
# because: complex powers of eigenvalues that rounding made negative

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eigh(S)
        return vectors * values.astype(complex) ** p @ vectors.T

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W @ W.T, (L - k) / L) @ (W_star - W) @ power(W.T @ W, (k - 1) / L)
    return velocity / L if np.iscomplexobj(velocity) and np.abs(velocity.imag).max() > 0 else velocity.real / L
