# loses: test_top_p_filter
# because: a share p of the tokens

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(-probabilities)
    count = int(np.ceil(p * len(probabilities)))
    kept = np.zeros(len(probabilities))
    kept[order[:count]] = probabilities[order[:count]]
    return kept / np.sum(kept)
