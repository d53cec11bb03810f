# loses: test_dropout_penalty
# because: the rate in place of rate / (1 - rate)

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0))
