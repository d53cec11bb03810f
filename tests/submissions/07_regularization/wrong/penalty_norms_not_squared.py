# loses: test_dropout_penalty
# because: norms of the columns, not their squares

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return rate / (1 - rate) * (np.sqrt(np.sum(W**2, axis=0)) @ np.mean(activations**2, axis=0))
