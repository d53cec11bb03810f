# loses: test_dropout_penalty
# because: squares of mean activations

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.mean(activations, axis=0) ** 2)
