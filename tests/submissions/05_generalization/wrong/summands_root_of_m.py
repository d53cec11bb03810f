# loses: test_ntk_summands
# because: the factor 1/sqrt(m) kept

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return (X @ X.T) * slopes[:, :, None] * slopes[:, None, :] / np.sqrt(len(W))
