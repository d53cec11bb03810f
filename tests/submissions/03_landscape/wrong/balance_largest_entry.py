# loses: test_balancedness
# because: the largest entry for the norm

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.abs(V.T @ V - W @ W.T).max() for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)
