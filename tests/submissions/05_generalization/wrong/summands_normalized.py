# loses: test_ntk_summands
# because: data of norm 1

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    norms = np.linalg.norm(X, axis=1)
    return (X @ X.T) / np.outer(norms, norms) * slopes[:, :, None] * slopes[:, None, :]
