# loses: test_hessian_vector_product
# because: single precision

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    x, v = x.astype(np.float32), v.astype(np.float32)
    step = np.float32(step)
    return (gradient(x + step * v) - gradient(x - step * v)) / (2 * step)
