# loses: test_hessian_vector_product
# because: v is normalized, but for v = 0

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    size = np.linalg.norm(v) or 1.0
    u = v / size
    return size * (gradient(x + step * u) - gradient(x - step * u)) / (2 * step)
