# loses: test_dropout_penalty
# because: the rate as the probability of keeping

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    return (1 - rate) / max(rate, 1e-300) * (np.sum(W**2, axis=0) @ np.mean(activations**2, axis=0))
