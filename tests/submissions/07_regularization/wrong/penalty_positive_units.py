# loses: test_dropout_penalty
# because: activations below zero do not count

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.mean(np.maximum(activations, 0) ** 2, axis=0))
