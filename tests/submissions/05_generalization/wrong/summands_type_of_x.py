# loses: test_ntk_summands
# because: the type of X for the result

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    H = np.empty((len(W), len(X), len(X)), dtype=X.dtype)
    H[:] = (X @ X.T) * slopes[:, :, None] * slopes[:, None, :]
    return H
