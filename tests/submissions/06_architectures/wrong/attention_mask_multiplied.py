# loses: test_attention
# because: weights are set to zero after the softmax, and not divided again

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    weights = weights / np.sum(weights, axis=1, keepdims=True)
    if mask is not None:
        weights = weights * (mask == 0)
    return weights @ V, weights
