# loses: test_dropout_penalty
# because: a mean over the outputs

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.mean(W**2, axis=0) @ np.mean(activations**2, axis=0))
