# loses: test_attention
# because: the largest score of all rows is subtracted

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        scores = scores + mask
    weights = np.exp(scores - np.max(scores))
    weights = weights / np.sum(weights, axis=1, keepdims=True)
    return weights @ V, weights
