# loses: test_attention
# because: the largest score is subtracted before the mask is added

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    scores = scores - np.max(scores, axis=1, keepdims=True)
    if mask is not None:
        scores = scores + mask
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=1, keepdims=True)
    return weights @ V, weights
