# loses: test_dropout_penalty
# because: the norms multiplied, not unit by unit

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * np.sum(W**2) * np.sum(np.mean(activations**2, axis=0))
