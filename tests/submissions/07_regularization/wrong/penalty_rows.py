# loses: test_dropout_penalty
# because: rows of W in place of columns

# %% dropout_penalty
import numpy as np


def dropout_penalty(W, activations, rate):
    rows, sizes = np.sum(W**2, axis=1), np.mean(activations**2, axis=0)
    short = min(len(rows), len(sizes))
    return rate / (1 - rate) * (rows[:short] @ sizes[:short])
