# loses: test_dropout_penalty
# because: the activations are squared in place

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    activations **= 2
    return rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.mean(activations, axis=0))
