# loses: test_hessian_vector_product
# because: the Hessian itself

# %% hessian_vector_product
import numpy as np


def hessian_vector_product(gradient, x, v, step):
    columns = [(gradient(x + step * e) - gradient(x - step * e)) / (2 * step) for e in np.eye(len(x))]
    return np.array(columns).T
