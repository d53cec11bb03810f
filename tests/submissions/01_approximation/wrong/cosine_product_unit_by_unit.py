# loses: test_cosine_product
# because: multiplies unit i with unit i only, not every pair

# %% cosine_product
import numpy as np


def cosine_product(first, second):
    (a, W, b), (c, V, e) = first, second
    return np.r_[a * c, a * c] / 2, np.r_[W + V, W - V], np.r_[b + e, b - e]
