# loses: test_dropout_penalty
# because: divided by (1 - rate) twice

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) ** 2 * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0))
