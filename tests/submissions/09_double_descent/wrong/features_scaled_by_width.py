# loses: test_random_relu_features
# because: divided by the root of the number of units

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.maximum(X @ W.T, 0) / np.sqrt(len(W))
