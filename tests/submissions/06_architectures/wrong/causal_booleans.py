# loses: test_causal_mask
# because: True and False

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.tri(n) > 0
