# loses: test_dropout_penalty
# because: the square of the sum over the units

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * np.mean(np.sum((activations @ W.T) ** 2, axis=1))
