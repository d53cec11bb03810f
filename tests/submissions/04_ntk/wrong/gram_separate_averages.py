# loses: test_ntk_gram
# because: two separate averages multiplied

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    share = np.mean(X @ W.T > 0, axis=1)
    return (X @ X.T) * np.outer(share, share)
