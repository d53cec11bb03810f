# loses: test_hessian_vector_product
# because: v is normalized

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    v = v / np.linalg.norm(v)
    return (gradient(x + step * v) - gradient(x - step * v)) / (2 * step)
