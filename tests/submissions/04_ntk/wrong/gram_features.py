# loses: test_ntk_gram
# because: the features, not their inner products

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    return (X @ W.T > 0) / np.sqrt(len(W))
