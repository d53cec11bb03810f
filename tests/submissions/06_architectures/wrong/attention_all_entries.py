# loses: test_attention
# because: softmax over all entries

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        scores = scores + mask
    weights = np.exp(scores - np.max(scores))
    weights = weights / np.sum(weights)
    return weights @ V, weights
