# loses: test_top_p_filter
# because: the token that crosses p is dropped, even the only one

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    total = np.cumsum(probabilities[order])
    count = np.searchsorted(total, p)
    kept = np.zeros(len(probabilities))
    kept[order[:count]] = probabilities[order[:count]]
    return kept / np.sum(kept)
