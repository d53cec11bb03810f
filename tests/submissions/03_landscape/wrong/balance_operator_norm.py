# loses: test_balancedness
# because: the operator norm

# %% balancedness
from itertools import pairwise

import numpy as np


def balancedness(Ws):
    gaps = [np.linalg.norm(V.T @ V - W @ W.T, 2) for W, V in pairwise(Ws)]
    return max(gaps, default=0.0)
