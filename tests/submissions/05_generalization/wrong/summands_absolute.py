# loses: test_ntk_summands
# because: sizes of the slopes

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return (X @ X.T) * np.abs(slopes[:, :, None] * slopes[:, None, :])
