# loses: test_top_p_filter
# because: p = 1 is not reached because of rounding, and one token is left

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    total = np.cumsum(probabilities[order])
    count = np.argmax(total >= p) + 1
    kept = np.zeros(len(probabilities))
    kept[order[:count]] = probabilities[order[:count]]
    return kept / np.sum(kept)
