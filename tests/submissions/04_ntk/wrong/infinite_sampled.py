# loses: test_ntk_gram_infinite
# because: a hundred thousand units for infinitely many

# %% ntk_gram_infinite
import numpy as np


def ntk_gram_infinite(X):
    W = np.random.default_rng(0).normal(size=(100_000, X.shape[1]))
    active = (X @ W.T > 0).astype(float)
    return (X @ X.T) * (active @ active.T) / len(W)
