# loses: test_dropout_penalty
# because: 1 / (1 - rate), the second moment in place of the variance

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0)) / (1 - rate)
