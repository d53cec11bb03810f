# loses: test_ntk_gram
# because: no return

# %% ntk_gram
import numpy as np


def ntk_gram(W, X):
    active = (X @ W.T > 0).astype(float)
    H = np.zeros((len(X), len(X)))
    H[...] = (X @ X.T) * (active @ active.T) / len(W)
