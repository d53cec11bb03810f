# loses: test_random_relu_features
# because: a unit is a column of W

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.maximum(X @ W.reshape(W.shape[::-1]), 0)
