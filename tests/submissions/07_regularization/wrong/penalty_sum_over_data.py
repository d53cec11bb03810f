# loses: test_dropout_penalty
# because: a sum over the data

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.sum(activations**2, axis=0))
