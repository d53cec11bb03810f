# loses: test_ntk_summands
# because: the weights a_k kept, as random signs

# %% ntk_summands
import numpy as np


def ntk_summands(W, X, activation_derivative):
    slopes = activation_derivative(W @ X.T)
    a = np.where(np.arange(len(W)) % 2 == 0, 1, -1)
    return a[:, None, None] * (X @ X.T) * slopes[:, :, None] * slopes[:, None, :]
