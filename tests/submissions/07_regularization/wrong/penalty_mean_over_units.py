# loses: test_dropout_penalty
# because: a mean over the units

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * np.mean(np.sum(W**2, axis=0) * np.mean(activations**2, axis=0))
