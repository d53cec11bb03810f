# loses: test_top_p_filter
# because: a p of its own

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    total = np.cumsum(probabilities[order])
    count = np.searchsorted(total, 0.9) + 1
    kept = np.zeros(len(probabilities))
    kept[order[:count]] = probabilities[order[:count]]
    return kept / np.sum(kept)
