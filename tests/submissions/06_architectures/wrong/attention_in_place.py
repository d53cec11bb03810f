# loses: test_attention
# because: the queries that were given are scaled in place

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    Q /= np.sqrt(K.shape[1])
    scores = Q @ K.T
    if mask is not None:
        scores = scores + mask
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    weights = weights / np.sum(weights, axis=1, keepdims=True)
    return weights @ V, weights
