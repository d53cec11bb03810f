# loses: test_causal_mask
# because: earlier keys are hidden

# %% causal_mask
import numpy as np


def causal_mask(n):
    return np.tril(np.full((n, n), -np.inf), k=-1)
