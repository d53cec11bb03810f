# loses: test_random_relu_features
# because: a row for each unit

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.maximum(W @ X.T, 0)
