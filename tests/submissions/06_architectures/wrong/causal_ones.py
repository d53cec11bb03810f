# loses: test_causal_mask
# because: 1 for what is shown, 0 for what is hidden

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.tri(n)
