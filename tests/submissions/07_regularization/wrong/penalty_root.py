# loses: test_dropout_penalty
# because: the root of the whole

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return np.sqrt(rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0)))
