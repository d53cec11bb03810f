# loses: test_hessian_vector_product
# because: v is normalized, and the result multiplied by its length

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    size = np.linalg.norm(v)
    u = v / size
    return size * (gradient(x + step * u) - gradient(x - step * u)) / (2 * step)
