# loses: test_top_p_filter
# because: the probabilities that were given are changed

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    count = np.searchsorted(np.cumsum(probabilities[order]), p) + 1
    probabilities[order[count:]] = 0.0
    return probabilities / np.sum(probabilities)
