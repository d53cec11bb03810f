# loses: test_ntk_summands
# because: the units on the last axis

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return np.moveaxis((X @ X.T) * slopes[:, :, None] * slopes[:, None, :], 0, -1)
