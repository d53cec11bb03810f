# loses: test_ntk_summands
# because: only the points with themselves

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    return (X @ X.T) * np.eye(len(X)) * slopes[:, :, None] * slopes[:, None, :]
