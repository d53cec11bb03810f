# loses: test_ntk_gram
# because: the gradient over the second layer too

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    hidden = np.maximum(X @ W.T, 0)
    active = (hidden > 0).astype(float)
    return ((X @ X.T) * (active @ active.T) + hidden @ hidden.T) / len(W)
