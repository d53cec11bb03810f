# loses: test_hessian_vector_product
# because: the step divided by the length of v

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    h = step / max(np.linalg.norm(v), 1e-300)
    return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)
