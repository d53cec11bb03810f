# loses: test_top_p_filter
# because: not rescaled

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    total = np.cumsum(probabilities[order])
    count = np.searchsorted(total, p) + 1
    kept = np.zeros(len(probabilities))
    kept[order[:count]] = probabilities[order[:count]]
    return kept
