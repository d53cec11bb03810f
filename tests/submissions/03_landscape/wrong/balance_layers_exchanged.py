# loses: test_balancedness
# because: the lower layer first

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(W.T @ W - V @ V.T) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)
