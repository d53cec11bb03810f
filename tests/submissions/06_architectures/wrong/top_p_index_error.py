# loses: test_top_p_filter
# because: p = 1 is not reached because of rounding, and an index is too large

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    total = np.cumsum(probabilities[order])
    smallest = probabilities[order[np.searchsorted(total, p)]]
    kept = np.where(probabilities >= smallest, probabilities, 0.0)
    return kept / np.sum(kept)
