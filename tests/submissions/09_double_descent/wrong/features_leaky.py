# loses: test_random_relu_features
# because: a leaky ReLU

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.where(X @ W.T > 0, X @ W.T, 0.01 * (X @ W.T))
