# loses: test_random_relu_features
# because: a step in place of the ReLU

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.heaviside(X @ W.T, 0.0)
