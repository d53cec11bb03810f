# loses: test_hessian_vector_product
# because: divided by the distance of the points

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    return (gradient(x + step * v) - gradient(x - step * v)) / (2 * step * np.linalg.norm(v))
