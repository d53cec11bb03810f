# loses: test_random_relu_features
# because: cut at 1 as well

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    return np.clip(X @ W.T, 0, 1)
