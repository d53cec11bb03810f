# loses: test_random_relu_features
# because: the absolute value in place of the ReLU

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.abs(X @ W.T)
