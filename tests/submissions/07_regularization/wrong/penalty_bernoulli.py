# loses: test_dropout_penalty
# because: the variance of a coin that is not rescaled

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate * (1 - rate) * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0))
