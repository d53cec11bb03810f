# loses: test_random_relu_features
# because: fills an array of the type of X: integers cut off what the weights give

# %% random_relu_features
import numpy as np


def random_relu_features(X, W):
    features = np.zeros((len(X), len(W)), dtype=X.dtype)
    for i, x in enumerate(X):
        for j, w in enumerate(W):
            features[i, j] = max(0, x @ w)
    return features
