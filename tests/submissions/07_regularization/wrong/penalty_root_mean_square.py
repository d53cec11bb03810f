# loses: test_dropout_penalty
# because: root mean squares of the activations

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.sum(W**2, axis=0) @ np.sqrt(np.mean(activations**2, axis=0)))
