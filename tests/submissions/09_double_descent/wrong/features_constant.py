# loses: test_random_relu_features
# because: a column of ones for a bias

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.hstack([np.ones((len(X), 1)), np.maximum(X @ W.T, 0)])
