# loses: test_dropout_penalty
# because: weight decay: the activations do not count

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * np.sum(W**2)
