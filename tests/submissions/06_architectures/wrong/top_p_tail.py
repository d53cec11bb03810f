# loses: test_top_p_filter
# because: tokens are dropped until 1 - p is reached, and one more

# %% top_p_filter
import numpy as np


def top_p_filter(probabilities, p):
    order = np.argsort(probabilities)
    kept = probabilities.copy()
    dropped = 0.0
    for token in order[:-1]:
        if dropped >= 1 - p:
            break
        dropped += kept[token]
        kept[token] = 0.0
    return kept / np.sum(kept)
