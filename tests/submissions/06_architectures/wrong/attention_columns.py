# loses: test_attention
# because: softmax over the queries

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        scores = scores + mask
    weights = np.exp(scores - np.max(scores, axis=0, keepdims=True))
    weights = weights / np.sum(weights, axis=0, keepdims=True)
    return weights @ V, weights
