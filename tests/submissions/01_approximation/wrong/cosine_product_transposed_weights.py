# loses: test_cosine_product
# because: returns W with units as columns

# %% cosine_product
import numpy as np


def cosine_product(first, second):
    (a, W, b), (c, V, e) = first, second
    amplitudes = np.outer(a, c).ravel() / 2
    plus, minus = (np.array([w + s * v for w in W for v in V]) for s in (1, -1))
    biases = np.r_[np.add.outer(b, e).ravel(), np.subtract.outer(b, e).ravel()]
    return np.r_[amplitudes, amplitudes], np.r_[plus, minus].T, biases
