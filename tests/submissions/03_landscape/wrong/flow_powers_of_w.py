# loses: test_product_flow
# because: powers of W itself

# %% product_flow
import numpy as np


def product_flow(W, W_star, L):
    def power(S, p):
        values, vectors = np.linalg.eig(S)
        return (vectors * values.astype(complex) ** p @ np.linalg.inv(vectors)).real

    velocity = np.zeros(np.shape(W))
    for k in range(1, L + 1):
        velocity = velocity + power(W, (L - k) / L) @ (W_star - W) @ power(W, (k - 1) / L)
    return velocity / L
