# loses: test_dropout_penalty
# because: the rate is kept away from 1

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return min(rate, 0.999) / (1 - min(rate, 0.999)) * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0))
