# loses: test_top_p_filter
# because: each token of probability p times the largest or more

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    kept = np.where(probabilities >= p * probabilities.max(), probabilities, 0.0)
    return kept / np.sum(kept)
