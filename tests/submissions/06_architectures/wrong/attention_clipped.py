# loses: test_attention
# because: scores are clipped

# %% attention
import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        scores = scores + mask
    weights = np.exp(np.clip(scores, -700, 700))
    weights = weights / np.sum(weights, axis=1, keepdims=True)
    return weights @ V, weights
